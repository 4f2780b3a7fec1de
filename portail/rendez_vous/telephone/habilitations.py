"""Qui rappelle les personnes : prédicats purs."""

from portail.identite.habilitations import services_ou
from portail.identite.models import Agent, Role

RAPPELLENT = frozenset(
    {Role.ACCUEIL, Role.SECRETAIRE, Role.INSTRUCTEUR, Role.EVALUATEUR, Role.MEDECIN, Role.RESPONSABLE}
)
REGLENT = frozenset({Role.RESPONSABLE, Role.SECRETAIRE})


def services_rappeles(agent: Agent) -> frozenset[str]:
    """Rend les services pour qui l’agent rappelle."""
    return services_ou(agent, RAPPELLENT)


def peut_rappeler(agent: Agent, service_code: str) -> bool:
    """Vrai si l’agent rappelle pour ce service : lui seul lit les noms et les numéros."""
    return service_code in services_rappeles(agent)


def services_regles(agent: Agent) -> frozenset[str]:
    """Rend les services dont l’agent fixe les plages d’appel."""
    return services_ou(agent, REGLENT)


def peut_regler(agent: Agent, service_code: str) -> bool:
    """Vrai si l’agent fixe quand ce service rappelle."""
    return service_code in services_regles(agent)
