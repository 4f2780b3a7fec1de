"""Dire qu’un agenda a changé."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import update

from portail.rendez_vous.ressources.models import Ressource
from portail.socle.base import session


def agenda_change(ressources: Collection[UUID]) -> None:
    """Fait savoir que l’agenda de ces ressources a changé : ce que l’on en gardait en mémoire ne vaut plus."""
    if ressources:
        session.execute(
            update(Ressource)
            .where(Ressource.id.in_(ressources))
            .values(version_agenda=Ressource.version_agenda + 1)
            .execution_options(synchronize_session=False)
        )
