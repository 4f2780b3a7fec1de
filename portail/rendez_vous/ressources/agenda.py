"""Dire qu’un agenda a changé."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, update

from portail.rendez_vous.ressources.models import Ressource
from portail.socle.base import session

_CHANGE = (
    update(Ressource)
    .where(Ressource.id == any_(bindparam("ressources", type_=ARRAY(Uuid))))
    .values(version_agenda=Ressource.version_agenda + 1)
    .execution_options(synchronize_session=False)
)


def agenda_change(ressources: Collection[UUID]) -> None:
    """Fait savoir que l’agenda de ces ressources a changé : ce que l’on en gardait en mémoire ne vaut plus."""
    if ressources:
        session.execute(_CHANGE, {"ressources": list(ressources)})
