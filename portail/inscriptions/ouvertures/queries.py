"""Ce qui se lit des campagnes : en cours, ce qu’un foyer a demandé, ce qui en est advenu."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import lazyload

from portail.inscriptions.activites.models import Activite, Mode
from portail.inscriptions.ouvertures.erreurs import SurVoeux
from portail.inscriptions.ouvertures.models import Campagne, DemandeSurVoeux, EtatCampagne
from portail.socle.base import session


def exiger_sans_voeux(activite: Activite) -> None:
    """Lève `SurVoeux` tant que les places de cette activité ne sont pas attribuées ; ensuite, ce qui reste se prend."""
    if activite.mode is not Mode.VOEUX:
        return
    attribuee = exists().where(Campagne.activite_id == activite.id, Campagne.etat == EtatCampagne.ATTRIBUEE)
    if not session.scalar(select(attribuee)):
        raise SurVoeux


def campagne_de(activite_id: UUID) -> Campagne | None:
    """Rend la dernière campagne d’une activité, s’il y en a une."""
    siennes = select(Campagne).where(Campagne.activite_id == activite_id)
    return session.scalars(siennes.order_by(Campagne.ouvre_le.desc()).limit(1)).first()


def demandes_du_foyer(usager_id: UUID) -> Sequence[tuple[DemandeSurVoeux, Campagne, Activite]]:
    """Rend ce que ce foyer a demandé dans chaque campagne, la dernière d’abord, sans les vœux."""
    siennes = (
        select(DemandeSurVoeux, Campagne, Activite)
        .join(Campagne, Campagne.id == DemandeSurVoeux.campagne_id)
        .join(Activite, Activite.id == Campagne.activite_id)
        .where(DemandeSurVoeux.usager_id == usager_id)
        .options(lazyload(DemandeSurVoeux.voeux))
    )
    return [(ligne[0], ligne[1], ligne[2]) for ligne in session.execute(siennes.order_by(Campagne.ouvre_le.desc()))]


def demande_de(campagne_id: UUID, *, usager_id: UUID) -> DemandeSurVoeux | None:
    """Rend ce que ce foyer a demandé dans une campagne, vœux et explications compris."""
    sienne = select(DemandeSurVoeux).where(
        DemandeSurVoeux.campagne_id == campagne_id, DemandeSurVoeux.usager_id == usager_id
    )
    return session.scalars(sienne.execution_options(populate_existing=True)).one_or_none()
