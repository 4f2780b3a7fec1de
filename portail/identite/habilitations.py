"""Où un agent a un rôle : ce que les prédicats de chaque domaine partagent."""

from collections.abc import Collection

from portail.identite.models import Agent, Role


def services_ou(agent: Agent, roles: Collection[Role]) -> frozenset[str]:
    """Rend les services où l’agent, encore actif, a l’un de ces rôles, pour toutes les démarches ou certaines."""
    if not agent.est_actif:
        return frozenset()
    return frozenset(h.service_code for h in agent.habilitations if h.role in roles and h.service_code)


def a_un_role(agent: Agent, service_code: str, roles: Collection[Role]) -> bool:
    """Vrai si l’agent, encore actif, a l’un de ces rôles dans ce service, ou dans tous."""
    return agent.est_actif and any(
        une.role in roles and une.service_code in {service_code, None} for une in agent.habilitations
    )
