"""Qui entre aux successions : l’unité des recours en récupération, et elle seule."""

from portail.guichets.identites import agent_courant
from portail.identite.models import Agent
from portail.notaires.habilitations import SERVICE_RECOURS, peut_instruire, peut_valider
from portail.socle.erreurs import Interdit


def agent_des_recours() -> Agent:
    """Rend l’agent courant s’il instruit à l’unité des recours ; lève `Interdit` sinon."""
    agent = agent_courant()
    if not peut_instruire(agent, SERVICE_RECOURS):
        raise Interdit
    return agent


def valideur() -> Agent:
    """Rend l’agent courant s’il encadre l’unité des recours ; lève `Interdit` sinon."""
    agent = agent_courant()
    if not peut_valider(agent, SERVICE_RECOURS):
        raise Interdit
    return agent
