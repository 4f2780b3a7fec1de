"""Qui entre aux zonages : le service des espaces naturels, et lui seul."""

from portail.guichets.identites import agent_courant
from portail.identite.models import Agent
from portail.notaires.habilitations import SERVICE_ESPACES_NATURELS, peut_importer, peut_instruire
from portail.socle.erreurs import Interdit


def agent_des_zones() -> Agent:
    """Rend l’agent courant s’il sert les espaces naturels ; lève `Interdit` sinon."""
    agent = agent_courant()
    if not (peut_instruire(agent, SERVICE_ESPACES_NATURELS) or peut_importer(agent, SERVICE_ESPACES_NATURELS)):
        raise Interdit
    return agent


def importateur() -> Agent:
    """Rend l’agent courant s’il importe les couches des espaces naturels ; lève `Interdit` sinon."""
    agent = agent_courant()
    if not peut_importer(agent, SERVICE_ESPACES_NATURELS):
        raise Interdit
    return agent
