"""Les rendez-vous qu’un agenda ne porte plus : sans plage, sous une absence, un autre agenda, un jour fermé.

Rien ne les annule : un agent les replace un par un, ou ensemble.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from portail.rendez_vous.lieux.models import Fermeture
from portail.rendez_vous.objets.models import ObjetRdv
from portail.rendez_vous.occupations.models import Occupation, Origine
from portail.rendez_vous.plages.apercu import rendez_vous_hors
from portail.rendez_vous.reservations.a_replacer import pris_un_jour_ferme
from portail.rendez_vous.reservations.etats import ANNULES
from portail.rendez_vous.reservations.models import RendezVous
from portail.rendez_vous.reservations.service import priorite
from portail.socle import horloge
from portail.socle.base import session


class Cause(StrEnum):
    """Pourquoi un rendez-vous ne tient plus ; le plus sûr l’emporte."""

    ABSENCE = "absence"
    FERMETURE = "fermeture"
    AILLEURS = "ailleurs"
    SANS_PLAGE = "sans_plage"


CAUSES: Mapping[Origine, Cause] = {Origine.ABSENCE: Cause.ABSENCE, Origine.EXTERNE: Cause.AILLEURS}


@dataclass(frozen=True, slots=True)
class Casse:
    """Un rendez-vous à replacer, et pourquoi."""

    rdv: RendezVous
    cause: Cause
    impose: bool
    """Vrai si un agent l’a mis là sciemment : il sait peut-être ce que l’agenda ignore."""


def casses(ressource_id: UUID) -> Sequence[Casse]:
    """Rend les rendez-vous à venir de cette ressource qui ne tiennent plus, les plus petits enfants d’abord.

    Une séance à plusieurs n’a pas besoin de plage.
    """
    causes = {rdv.id: Cause.SANS_PLAGE for rdv in rendez_vous_hors(ressource_id) if not rdv.est_collectif}
    recouverts = _recouverts(ressource_id)
    causes |= {rdv_id: cause for rdv_id, cause in recouverts if cause is Cause.AILLEURS}
    causes |= dict.fromkeys(_des_jours_fermes(ressource_id), Cause.FERMETURE)
    causes |= {rdv_id: cause for rdv_id, cause in recouverts if cause is Cause.ABSENCE}
    if not causes:
        return []
    imposes = _imposes(ressource_id, causes)
    lus = session.scalars(select(RendezVous).where(RendezVous.id.in_(causes))).all()
    return [Casse(rdv, causes[rdv.id], rdv.id in imposes) for rdv in sorted(lus, key=priorite)]


def _recouverts(ressource_id: UUID) -> list[tuple[UUID, Cause]]:
    """Rend les rendez-vous sur lesquels une absence ou un autre agenda est tombé, en une lecture."""
    sienne, autre = aliased(Occupation), aliased(Occupation)
    lignes = session.execute(
        select(RendezVous.id, autre.origine)
        .join(sienne, sienne.rdv_id == RendezVous.id)
        .join(
            autre,
            and_(
                autre.ressource_id == sienne.ressource_id,
                autre.debut < sienne.fin,
                autre.fin > sienne.debut,
                autre.origine.in_(CAUSES),
            ),
        )
        .where(
            sienne.ressource_id == ressource_id,
            RendezVous.debut > horloge.maintenant(),
            RendezVous.etat.not_in(ANNULES),
        )
        .distinct()
    )
    return [(ligne[0], CAUSES[ligne[1]]) for ligne in lignes]


def _des_jours_fermes(ressource_id: UUID) -> Sequence[UUID]:
    return session.scalars(
        select(RendezVous.id)
        .join(Fermeture, pris_un_jour_ferme())
        .join(ObjetRdv, and_(ObjetRdv.id == RendezVous.objet_id, ~ObjetRdv.hors_calendrier))
        .join(Occupation, and_(Occupation.rdv_id == RendezVous.id, Occupation.ressource_id == ressource_id))
        .distinct()
    ).all()


def _imposes(ressource_id: UUID, rdv_ids: Mapping[UUID, Cause]) -> frozenset[UUID | None]:
    forces = select(Occupation.rdv_id).where(
        Occupation.ressource_id == ressource_id, Occupation.rdv_id.in_(rdv_ids), Occupation.force
    )
    return frozenset(session.scalars(forces))
