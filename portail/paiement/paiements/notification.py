"""La notification de PayFiP : un simple réveil. Elle n’est pas signée : elle ne prouve rien, elle fait relire."""

from uuid import UUID

from sqlalchemy import or_, select, update

from portail.paiement.paiements.etats import ENCAISSES
from portail.paiement.paiements.models import Paiement
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Introuvable
from portail.socle.taches import differer_par_nom

RELIRE = "paiement.relire"


def reveiller(idop: str) -> None:
    """Fait relire le paiement de cet identifiant dès que possible, une fois quel que soit le nombre d’appels.

    Lève `Introuvable` s’il n’est pas d’ici.
    """
    connu = session.scalar(select(Paiement.id).where(Paiement.idop == idop))
    if connu is None:
        raise Introuvable
    maintenant = horloge.maintenant()
    a_lire = (
        update(Paiement)
        .where(
            Paiement.id == connu,
            Paiement.etat.not_in(ENCAISSES),
            # Une relecture déjà demandée et pas encore faite suffit : cent notifications n’en font qu’une.
            or_(Paiement.prochaine_lecture_le.is_(None), Paiement.prochaine_lecture_le > maintenant),
        )
        .values(prochaine_lecture_le=maintenant)
        .returning(Paiement.id)
    )
    with transaction():
        reveille: UUID | None = session.scalar(a_lire.execution_options(synchronize_session=False))
        if reveille is not None:
            demander_une_relecture(reveille)


def demander_une_relecture(paiement_id: UUID) -> None:
    """Met en file, dans la transaction courante, la relecture de cette tentative."""
    differer_par_nom(RELIRE, paiement_id=str(paiement_id))
