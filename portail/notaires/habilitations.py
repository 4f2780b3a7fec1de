"""Qui, au département, répond aux notaires ; prédicats purs."""

from portail.identite.habilitations import a_un_role
from portail.identite.models import Agent, Role

SERVICE_RECOURS = "recours"
"""L’unité qui recherche les aides récupérables et suit leur récupération."""
SERVICE_ESPACES_NATURELS = "espaces_naturels"
"""Le service qui tient les zonages, certifie et instruit les déclarations d’intention d’aliéner."""

_INSTRUISENT = frozenset({Role.SECRETAIRE, Role.INSTRUCTEUR, Role.RESPONSABLE, Role.DIRECTEUR})
_VALIDENT = frozenset({Role.RESPONSABLE, Role.DIRECTEUR})
_IMPORTENT = frozenset({Role.RESPONSABLE, Role.DIRECTEUR, Role.ADMINISTRATEUR})


def peut_instruire(agent: Agent, service_code: str) -> bool:
    """Vrai si l’agent lit les demandes de ce service et leur prépare une réponse."""
    return a_un_role(agent, service_code, _INSTRUISENT)


def peut_valider(agent: Agent, service_code: str) -> bool:
    """Vrai si l’agent valide les réponses de ce service ; jamais celle qu’il a lui-même proposée."""
    return a_un_role(agent, service_code, _VALIDENT)


def peut_importer(agent: Agent, service_code: str) -> bool:
    """Vrai si l’agent importe les fichiers de ce service."""
    return a_un_role(agent, service_code, _IMPORTENT)


def est_dpo(agent: Agent) -> bool:
    """Vrai si l’agent est délégué à la protection des données."""
    return agent.est_actif and any(une.role is Role.DPO for une in agent.habilitations)
