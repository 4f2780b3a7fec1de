"""Les ouvertures vues du service : combien de vœux, qui a obtenu quoi, où en est la salle."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from portail.inscriptions.ouvertures.models import DemandeSurVoeux, PassageEnSalle, Voeu
from portail.socle.base import session

PAR_PAGE = 50


@dataclass(frozen=True, slots=True)
class NombresDeCampagne:
    """Ce qui est demandé dans une campagne."""

    foyers: int
    enfants: int
    voeux: int


@dataclass(frozen=True, slots=True)
class NombresDeSalle:
    """Qui est dans la salle."""

    entres: int
    attendent: int
    admis: int
    au_guichet: int


@dataclass(frozen=True, slots=True)
class PageDeDemandes:
    """Des demandes, dans l’ordre de passage, et d’où reprendre."""

    demandes: Sequence[DemandeSurVoeux]
    suite: int | None


def nombres_de(campagne_id: UUID) -> NombresDeCampagne:
    """Rend les nombres d’une campagne."""
    foyers = select(func.count()).where(DemandeSurVoeux.campagne_id == campagne_id).scalar_subquery()
    ligne = session.execute(
        select(foyers, func.count(func.distinct(Voeu.enfant_id)), func.count(Voeu.id)).where(
            Voeu.campagne_id == campagne_id
        )
    ).one()
    return NombresDeCampagne(ligne[0], ligne[1], ligne[2])


def demandes_de(campagne_id: UUID, *, apres: int = 0) -> PageDeDemandes:
    """Rend les demandes d’une campagne attribuée, dans l’ordre de passage, après cette position."""
    siennes = (
        select(DemandeSurVoeux)
        .where(DemandeSurVoeux.campagne_id == campagne_id, DemandeSurVoeux.position > apres)
        .order_by(DemandeSurVoeux.position)
        .limit(PAR_PAGE + 1)
    )
    lues = session.scalars(siennes).all()
    return PageDeDemandes(lues[:PAR_PAGE], lues[PAR_PAGE - 1].position if len(lues) > PAR_PAGE else None)


def nombres_de_la_salle(salle_id: UUID) -> NombresDeSalle:
    """Rend combien de personnes sont entrées, attendent, ont été admises, et combien au guichet."""
    ligne = session.execute(
        select(
            func.count(),
            func.count().filter(PassageEnSalle.admis_le.is_(None)),
            func.count(PassageEnSalle.admis_le),
            func.count().filter(PassageEnSalle.au_guichet),
        ).where(PassageEnSalle.salle_id == salle_id)
    ).one()
    return NombresDeSalle(ligne[0], ligne[1], ligne[2], ligne[3])
