"""Qui enregistre les visas des Archives : prédicat pur."""

from portail.identite.models import Agent, Role


def peut_viser(agent: Agent) -> bool:
    """Vrai si l’agent enregistre les visas : l’administration, qui ne tient aucune régie."""
    return agent.est_actif and any(h.role is Role.ADMINISTRATEUR for h in agent.habilitations)
