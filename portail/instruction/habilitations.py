"""Qui organise le travail d’un service : son responsable, son directeur."""

from portail.identite.habilitations import services_ou
from portail.identite.models import Agent, Role

ENCADREMENT = frozenset({Role.RESPONSABLE, Role.DIRECTEUR})


def services_encadres(agent: Agent) -> list[str]:
    """Rend les services dont l’agent organise le travail : absences, secteurs, étiquettes, répartition."""
    return sorted(services_ou(agent, ENCADREMENT))


def peut_encadrer(agent: Agent, service_code: str) -> bool:
    """Vrai si l’agent organise le travail de ce service."""
    return service_code in services_encadres(agent)
