"""Qui tient les inscriptions d’un service ; prédicats purs."""

from portail.identite.habilitations import a_un_role
from portail.identite.models import Agent, Role
from portail.inscriptions.activites.models import Activite

GERENT = frozenset({Role.ACCUEIL, Role.SECRETAIRE, Role.INSTRUCTEUR, Role.RESPONSABLE, Role.DIRECTEUR_ACTIVITE})
REGLENT = frozenset({Role.RESPONSABLE, Role.ADMINISTRATEUR})


def peut_gerer(agent: Agent, service_code: str) -> bool:
    """Vrai si l’agent voit les inscrits de ce service, inscrit pour une famille, annule."""
    return a_un_role(agent, service_code, GERENT)


def recoit_des_familles(agent: Agent) -> bool:
    """Vrai si l’agent inscrit des familles, dans un service ou un autre."""
    return agent.est_actif and any(une.role in GERENT for une in agent.habilitations)


def peut_regler(agent: Agent, service_code: str) -> bool:
    """Vrai si l’agent change une capacité, une date, un directeur."""
    return a_un_role(agent, service_code, REGLENT)


def tient(agent: Agent, service_code: str) -> bool:
    """Vrai si l’agent gère ou règle ce que propose ce service."""
    return a_un_role(agent, service_code, GERENT | REGLENT)


def dirige(agent: Agent, activite: Activite) -> bool:
    """Vrai si l’agent dirige cette activité : lui seul lit les fiches sanitaires."""
    a_le_role = a_un_role(agent, activite.service_code, frozenset({Role.DIRECTEUR_ACTIVITE}))
    return a_le_role and activite.directeur_id == agent.id
