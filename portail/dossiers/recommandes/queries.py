"""Ce qui se lit des lettres recommandées d’un dossier."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import exists, select

from portail.dossiers.models import Decision, Dossier
from portail.dossiers.queries import decision_de
from portail.dossiers.recommandes.models import PliRecommande
from portail.socle.base import session
from portail.socle.erreurs import Introuvable


def plis_de(dossier: Dossier) -> Sequence[PliRecommande]:
    """Rend les lettres recommandées du dossier, la dernière envoyée d’abord."""
    return session.scalars(
        select(PliRecommande)
        .where(PliRecommande.dossier_id == dossier.id)
        .order_by(PliRecommande.envoye_le.desc(), PliRecommande.id)
    ).all()


def pli_du_dossier(dossier: Dossier, pli_id: UUID) -> PliRecommande:
    """Rend une lettre recommandée de ce dossier ; lève `Introuvable`."""
    pli = session.get(PliRecommande, pli_id)
    if pli is None or pli.dossier_id != dossier.id:
        raise Introuvable
    return pli


def numero_pris(numero: str) -> bool:
    """Vrai si une lettre porte déjà ce numéro."""
    return bool(session.scalar(select(exists().where(PliRecommande.numero == numero))))


def decision_a_notifier(dossier: Dossier) -> Decision | None:
    """Rend la décision en vigueur si elle se notifie : signée ; celle que le silence a fait naître ne s’envoie pas."""
    decision = decision_de(dossier)
    return decision if decision is not None and decision.signe_le is not None else None


def retours_a_traiter(dossier: Dossier) -> list[PliRecommande]:
    """Rend les lettres revenues « inconnu à l’adresse » auxquelles personne n’a donné suite, décision en vigueur."""
    decision = decision_a_notifier(dossier)
    return [
        pli
        for pli in plis_de(dossier)
        if decision is not None and pli.decision_id == decision.id and pli.est_un_retour_a_traiter
    ]
