"""Ce qui se lit des absences : qui est là, qui supplée qui."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select

from portail.identite.absences.models import Absence, SortDesDossiers
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Introuvable


def couvre(jour: date) -> ColumnElement[bool]:
    """Rend la condition « cette absence couvre ce jour »."""
    return and_(Absence.debut <= jour, Absence.fin >= jour)


def absence_de(identifiant: UUID) -> Absence:
    """Rend l’absence ; lève `Introuvable`."""
    absence = session.get(Absence, identifiant)
    if absence is None:
        raise Introuvable
    return absence


def absences_du_jour(agents: Collection[UUID], jour: date | None = None) -> Mapping[UUID, Absence]:
    """Rend, par agent, l’absence qui couvre ce jour (aujourd’hui par défaut) ; un agent n’en a qu’une à la fois."""
    if not agents:
        return {}
    du_jour = select(Absence).where(Absence.agent_id.in_(agents), couvre(jour or horloge.aujourd_hui()))
    return {absence.agent_id: absence for absence in session.scalars(du_jour)}


def est_absent(agent_id: UUID) -> bool:
    """Vrai si l’agent est absent aujourd’hui."""
    return bool(absences_du_jour([agent_id]))


def supplees_par(agent_id: UUID) -> frozenset[UUID]:
    """Rend les agents absents aujourd’hui dont les dossiers, restés à leur nom, sont suivis par cet agent."""
    return frozenset(
        session.scalars(
            select(Absence.agent_id).where(
                Absence.suppleant_id == agent_id,
                Absence.sort == SortDesDossiers.GARDER,
                couvre(horloge.aujourd_hui()),
            )
        )
    )


def absences_a_venir(agents: Collection[UUID]) -> Sequence[Absence]:
    """Rend les absences en cours ou à venir de ces agents, la plus proche d’abord."""
    if not agents:
        return []
    return session.scalars(
        select(Absence)
        .where(Absence.agent_id.in_(agents), Absence.fin >= horloge.aujourd_hui())
        .order_by(Absence.debut, Absence.id)
    ).all()


def absences_a_appliquer() -> Sequence[UUID]:
    """Rend les absences commencées dont les dossiers n’ont pas encore eu le sort prévu."""
    jour = horloge.aujourd_hui()
    return session.scalars(
        select(Absence.id).where(Absence.appliquee_le.is_(None), couvre(jour)).order_by(Absence.debut, Absence.id)
    ).all()
