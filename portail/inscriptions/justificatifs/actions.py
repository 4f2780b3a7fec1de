"""Garder un document reçu, effacer ceux que plus rien ne porte."""

from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import exists, func, select

from portail.inscriptions.attestations.models import Attestation
from portail.inscriptions.justificatifs.models import Justificatif
from portail.inscriptions.justificatifs.taches import preparer_le_justificatif
from portail.inscriptions.paniers.models import DemandeDeRemboursement
from portail.journal.actions import SYSTEME, inscrire
from portail.pieces.actions import Recu
from portail.pieces.queries import taille_max_dossier
from portail.pieces.taches import effacer_contenus
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import SaisieInvalide
from portail.socle.taches import differer
from portail.socle.traduction import _

SURSIS = timedelta(days=1)
LOT = 500


class TropDeDocuments(SaisieInvalide):
    """Les documents gardés de cette personne pèseraient trop."""

    message = _("Vos documents gardés pèsent trop. Retirez une attestation qui ne sert plus, puis recommencez.")


def joindre(recu: Recu, *, usager_id: UUID) -> Justificatif:
    """Garde un document reçu, dans la transaction de l’appelant, et diffère son contrôle ; lève `TropDeDocuments`."""
    poids = session.scalar(select(func.sum(Justificatif.taille)).where(Justificatif.usager_id == usager_id)) or 0
    if poids + recu.depot.taille > taille_max_dossier():
        raise TropDeDocuments
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


def effacer_les_inutiles() -> int:
    """Efface les documents que rien ne porte, un jour après leur venue ; rend leur nombre."""
    with transaction():
        attestes = exists().where(Attestation.piece_id == Justificatif.id)
        demandes = exists().where(DemandeDeRemboursement.piece_id == Justificatif.id)
        avant = horloge.maintenant() - SURSIS
        inutiles = session.scalars(
            select(Justificatif)
            .where(~attestes, ~demandes, Justificatif.recu_le < avant)
            .limit(LOT)
            .with_for_update(skip_locked=True)
        ).all()
        cles = sorted(cle for un in inutiles for cle in (un.cle, un.propre_cle) if cle)
        for un in inutiles:
            session.delete(un)
        if cles:
            differer(effacer_contenus, cles=cles)
            details = {"nombre": len(inutiles)}
            inscrire("effacer_justificatifs", auteur=SYSTEME, objet=("justificatif", "*"), details=details)
    return len(inutiles)
