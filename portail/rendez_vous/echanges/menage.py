"""Effacer le fil d’un rendez-vous avec les noms."""

from uuid import UUID

from sqlalchemy import delete

from portail.notifications.actions import oublier
from portail.rendez_vous.echanges.models import MessageRdv
from portail.socle.base import session


def effacer(participation_id: UUID) -> None:
    """Efface les messages de cette personne et les avis de leur arrivée, dans la transaction courante."""
    siens = delete(MessageRdv).where(MessageRdv.participation_id == participation_id)
    session.execute(siens.execution_options(synchronize_session=False))
    oublier(("fil_rdv", participation_id))
