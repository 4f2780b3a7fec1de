"""Verrouiller un versement : toujours après son dossier, pour que deux gestes ne s’attendent pas l’un l’autre."""

from uuid import UUID

from sqlalchemy import select

from portail.demarche.declaration import ModeVersement
from portail.dossiers.models import Dossier
from portail.dossiers.versements.models import Versement
from portail.socle.base import session, verrouiller
from portail.socle.erreurs import ConflitDeVersion, Introuvable


def dernier_versement(dossier: Dossier) -> Versement:
    """Rend le dernier versement au compte de la personne, verrouillé après son dossier ; lève `Introuvable`."""
    versement = session.scalars(
        select(Versement)
        .where(Versement.dossier_id == dossier.id, Versement.mode == ModeVersement.COMPTE)
        .order_by(Versement.ouvert_le.desc())
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if versement is None:
        raise Introuvable
    return versement


def dossier_et_versement(versement_id: UUID, revision: int | None) -> tuple[Dossier, Versement]:
    """Rend le dossier puis le versement, verrouillés ; lève `Introuvable`, `ConflitDeVersion` si l’écran est périmé."""
    dossier_id = session.scalar(select(Versement.dossier_id).where(Versement.id == versement_id))
    if dossier_id is None:
        raise Introuvable
    dossier = verrouiller(Dossier, dossier_id)
    versement = verrouiller(Versement, versement_id)
    if revision is not None and revision != versement.revision:
        raise ConflitDeVersion
    return dossier, versement
