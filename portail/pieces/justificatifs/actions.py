"""Garder un document reçu hors de tout dossier."""

from uuid import UUID, uuid4

from sqlalchemy import func, select

from portail.pieces.actions import Recu
from portail.pieces.justificatifs.models import Justificatif
from portail.pieces.justificatifs.taches import preparer_le_justificatif
from portail.pieces.queries import taille_max_dossier
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import SaisieInvalide
from portail.socle.taches import differer
from portail.socle.traduction import _


class TropDeDocuments(SaisieInvalide):
    """Les documents gardés de cette personne pèseraient trop."""

    message = _("Vos documents gardés pèsent trop. Retirez une attestation qui ne sert plus, puis recommencez.")


def joindre_aux_siens(recu: Recu, *, usager_id: UUID) -> Justificatif:
    """Garde un document, comme `joindre`, tant que ceux de la personne ne pèsent pas trop ; lève `TropDeDocuments`."""
    poids = session.scalar(select(func.sum(Justificatif.taille)).where(Justificatif.usager_id == usager_id)) or 0
    if poids + recu.depot.taille > taille_max_dossier():
        raise TropDeDocuments
    return joindre(recu, usager_id=usager_id)


def joindre(recu: Recu, *, usager_id: UUID) -> Justificatif:
    """Garde un document reçu, dans la transaction de l’appelant, et diffère son contrôle."""
    justificatif = Justificatif(
        id=uuid4(),
        usager_id=usager_id,
        nom=recu.examen.nom_propre,
        type_mime=recu.examen.type_mime,
        taille=recu.depot.taille,
        empreinte=recu.depot.empreinte,
        cle=recu.depot.cle,
        recu_le=horloge.maintenant(),
    )
    session.add(justificatif)
    session.flush()
    differer(preparer_le_justificatif, justificatif_id=str(justificatif.id))
    return justificatif
