"""Ce qui se lit des vues enregistrées."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from portail.identite.models import Agent
from portail.instruction.portees import services_lus
from portail.instruction.vues.models import VueEnregistree
from portail.socle.base import session


def vues_de(agent: Agent) -> Sequence[VueEnregistree]:
    """Rend les vues de l’agent et celles que l’on partage dans ses services, par nom."""
    return session.scalars(
        select(VueEnregistree)
        .where(or_(VueEnregistree.agent_id == agent.id, VueEnregistree.service_code.in_(services_lus(agent))))
        .order_by(VueEnregistree.nom, VueEnregistree.id)
    ).all()
