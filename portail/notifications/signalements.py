"""Défauts d’accessibilité signalés par le public : gardés, transmis au Département, répondus sous sept jours."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from portail.journal.actions import Auteur, inscrire
from portail.notifications.actions import Destinataire, prevoir
from portail.notifications.models import SignalementAccessibilite
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller


@dataclass(frozen=True, slots=True, kw_only=True)
class Signalement:
    """Ce que la personne a écrit ; `courriel` et `page` peuvent manquer."""

    page: str
    description: str
    courriel: str = ""
    langue: str = "fr"


def signaler_defaut(signalement: Signalement, *, departement: str) -> SignalementAccessibilite:
    """Garde le signalement, prévient le Département à son adresse `departement`, accuse réception à la personne."""
    with transaction():
        garde = SignalementAccessibilite(
            page=signalement.page,
            description=signalement.description,
            courriel=signalement.courriel or None,
            recu_le=horloge.maintenant(),
        )
        session.add(garde)
        session.flush()
        objet = ("signalement_accessibilite", garde.id)
        prevoir(
            Destinataire(courriel=departement),
            "signalement/recu",
            {"page": signalement.page, "description": signalement.description, "courriel": signalement.courriel},
            objet=objet,
        )
        # Rien de ce qui est écrit n’est répété : l’adresse n’est pas vérifiée, le Département n’écrit pas pour autrui.
        prevoir(
            Destinataire(courriel=signalement.courriel or None, langue=signalement.langue),
            "signalement/accuse",
            {},
            objet=objet,
        )
    return garde


def noter_reponse(identifiant: UUID, *, auteur: Auteur) -> None:
    """Note qu’on a répondu à un signalement ; rejouable."""
    with transaction():
        signalement = verrouiller(SignalementAccessibilite, identifiant)
        if signalement.repondu_le is None:
            signalement.repondu_le = horloge.maintenant()
            inscrire("repondre_signalement", auteur=auteur, objet=("signalement_accessibilite", identifiant))


def signalements_sans_reponse() -> Sequence[SignalementAccessibilite]:
    """Rend les signalements qui attendent une réponse, le plus ancien d’abord."""
    return session.scalars(
        select(SignalementAccessibilite)
        .where(SignalementAccessibilite.repondu_le.is_(None))
        .order_by(SignalementAccessibilite.recu_le)
    ).all()
