"""Ce qui se lit du journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from portail.journal.models import Entree, TypeAuteur
from portail.socle.base import session
from portail.socle.horloge import PARIS


def entrees_de(objet: tuple[str, object], *, limite: int = 500) -> Sequence[Entree]:
    """Rend tout ce qui concerne l’objet, du plus récent au plus ancien."""
    return session.scalars(
        select(Entree)
        .where(Entree.objet_type == objet[0], Entree.objet_id == str(objet[1]))
        .order_by(Entree.rang.desc())
        .limit(limite)
    ).all()


def entrees_nommees(objet: tuple[str, object], actions: Sequence[str]) -> Sequence[Entree]:
    """Rend les entrées de l’objet pour ces actions, dans l’ordre où elles furent écrites."""
    return session.scalars(
        select(Entree)
        .where(Entree.objet_type == objet[0], Entree.objet_id == str(objet[1]), Entree.action.in_(actions))
        .order_by(Entree.rang)
    ).all()


@dataclass(frozen=True, slots=True)
class Consultation:
    """Les lectures d’un objet par un agent, un jour : la dernière, et combien."""

    agent_id: UUID
    derniere: datetime
    fois: int


def consultations_par_des_agents(objet: tuple[str, object], *, limite: int = 50) -> Sequence[Consultation]:
    """Rend qui a lu l’objet, par agent et par jour (à Paris), le plus récent d’abord."""
    jour = func.date_trunc("day", func.timezone(PARIS.key, Entree.instant))
    lignes = session.execute(
        select(Entree.auteur_id, func.max(Entree.instant), func.count())
        .where(
            Entree.objet_type == objet[0],
            Entree.objet_id == str(objet[1]),
            Entree.auteur_type == TypeAuteur.AGENT,
            Entree.auteur_id.is_not(None),
            Entree.action.startswith("lire"),
        )
        .group_by(Entree.auteur_id, jour)
        .order_by(func.max(Entree.instant).desc())
        .limit(limite)
    )
    return [Consultation(agent_id, derniere, fois) for agent_id, derniere, fois in lignes if agent_id is not None]
