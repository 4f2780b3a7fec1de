"""Qui lit ce que donnent les rendez-vous d’un service, sans lire qui vient : prédicats purs."""

from portail.identite.models import Agent, Role

ENCADRENT = frozenset({Role.RESPONSABLE, Role.DIRECTEUR})


def services_encadres(agent: Agent) -> frozenset[str]:
    """Rend les services dont l’agent lit les statistiques."""
    if not agent.est_actif:
        return frozenset()
    return frozenset(h.service_code for h in agent.habilitations if h.role in ENCADRENT and h.service_code)
