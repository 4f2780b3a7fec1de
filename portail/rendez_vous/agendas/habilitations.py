"""Qui lit ce que donnent les rendez-vous d’un service, sans lire qui vient : prédicats purs."""

from portail.identite.habilitations import services_ou
from portail.identite.models import Agent, Role

ENCADRENT = frozenset({Role.RESPONSABLE, Role.DIRECTEUR})


def services_encadres(agent: Agent) -> frozenset[str]:
    """Rend les services dont l’agent lit les statistiques."""
    return services_ou(agent, ENCADRENT)
