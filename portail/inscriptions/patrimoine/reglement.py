"""Du panier à la somme due : accepter les conditions, figer le total ; gratuit, les billets sont là aussitôt."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from portail.inscriptions.paniers.models import Moyen
from portail.inscriptions.patrimoine import prospection
from portail.inscriptions.patrimoine.erreurs import AchatEnCours, AchatPerdu, AucunBillet, ConditionsNonAcceptees
from portail.inscriptions.patrimoine.models import A_L_HEURE, ENGAGES, Achat, EtatAchat
from portail.inscriptions.patrimoine.sommes import exiger_la_somme, verrouiller_si_due
from portail.inscriptions.patrimoine.suites import confirmer_l_achat
from portail.journal.actions import SYSTEME, Auteur, inscrire
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.tours import reprendre


@dataclass(frozen=True, slots=True, kw_only=True)
class Accords:
    """Ce que l’acheteur a dit avant de payer."""

    conditions: bool
    """A lu que ces billets ne se reprennent pas (code de la consommation, L221-28, 12°)."""
    prospection: bool = False
    """Accepte, à part, de recevoir les nouvelles des sites."""


def engager(
    achat_id: UUID, moyen: Moyen, accords: Accords, *, courriel: str = "", auteur: Auteur = SYSTEME
) -> Achat:  # fmt: skip
    """Fige ce qui est dû et rend l’achat : à payer en ligne, à encaisser au guichet, ou gratuit et ses billets émis.

    Lève `AchatPerdu`, `AchatEnCours`, `AucunBillet`, `ConditionsNonAcceptees`.
    """
    if not accords.conditions:
        raise ConditionsNonAcceptees

    def geste() -> Achat:
        with transaction():
            verrouiller_si_due(achat_id)
            achat = verrouiller(Achat, achat_id)
            _exiger_payable(achat)
            achat.courriel = courriel.strip() or None
            if achat.etat is EtatAchat.PANIER:
                _figer(achat, auteur)
            if accords.prospection and achat.courriel:
                prospection.accepter(achat.courriel, site=achat.lignes[0].produit.site, langue=achat.langue)
            _suivre(achat, moyen, auteur)
        return achat

    return reprendre(geste)


def _exiger_payable(achat: Achat) -> None:
    if achat.etat in ENGAGES:
        raise AchatEnCours
    if achat.etat not in A_L_HEURE or achat.expire_le <= horloge.maintenant():
        raise AchatPerdu
    if not achat.lignes:
        raise AucunBillet
    # Une séance annulée pendant ce temps : le total ne serait plus juste.
    if any(ligne.annulee_le is not None for ligne in achat.lignes):
        raise AchatPerdu


def _figer(achat: Achat, auteur: Auteur) -> None:
    achat.total = sum((ligne.montant for ligne in achat.lignes), Decimal(0))
    achat.conditions_le, achat.etat = horloge.maintenant(), EtatAchat.A_PAYER
    session.flush()
    inscrire("engager_achat", auteur=auteur, objet=("achat", achat.id), details={"total": str(achat.total)})
    if achat.total:
        exiger_la_somme(achat, auteur)


def _suivre(achat: Achat, moyen: Moyen, auteur: Auteur) -> None:
    """Confirme ce qui est gratuit ; tient, le temps d’encaisser [P], ce qui se vend au guichet."""
    if not achat.total:
        confirmer_l_achat(achat, auteur)
    elif moyen is Moyen.AU_GUICHET:
        achat.etat = EtatAchat.AU_GUICHET
        achat.expire_le = horloge.maintenant() + timedelta(minutes=entier_au("billetterie_guichet_minutes"))
        session.flush()
