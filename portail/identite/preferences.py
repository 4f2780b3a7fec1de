"""Ce qu’un agent règle pour lui-même."""

from uuid import UUID

from portail.identite.models import Agent
from portail.socle.base import transaction, verrouiller


def allumer_les_raccourcis(agent_id: UUID, *, allumes: bool) -> None:
    """Allume ou éteint les raccourcis d’une touche de cet agent."""
    with transaction():
        verrouiller(Agent, agent_id).raccourcis = allumes
