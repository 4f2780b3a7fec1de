"""Qui rappelle les personnes : prédicats purs."""

from portail.identite.models import Agent, Role

RAPPELLENT = frozenset(
    {Role.ACCUEIL, Role.SECRETAIRE, Role.INSTRUCTEUR, Role.EVALUATEUR, Role.MEDECIN, Role.RESPONSABLE}
)
REGLENT = frozenset({Role.RESPONSABLE, Role.SECRETAIRE})


def services_rappeles(agent: Agent) -> frozenset[str]:
    """Rend les services pour qui l’agent rappelle."""
    return _services(agent, RAPPELLENT)


def peut_rappeler(agent: Agent, service_code: str) -> bool:
    """Vrai si l’agent rappelle pour ce service : lui seul lit les noms et les numéros."""
    return service_code in services_rappeles(agent)


def peut_regler(agent: Agent, service_code: str) -> bool:
    """Vrai si l’agent fixe quand ce service rappelle."""
    return service_code in _services(agent, REGLENT)


def _services(agent: Agent, roles: frozenset[Role]) -> frozenset[str]:
    if not agent.est_actif:
        return frozenset()
    return frozenset(h.service_code for h in agent.habilitations if h.role in roles and h.service_code)
