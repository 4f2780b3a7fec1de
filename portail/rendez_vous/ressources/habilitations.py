"""Qui tient l’agenda de qui, qui nomme un référent : prédicats purs."""

from portail.identite.habilitations import services_ou
from portail.identite.models import Agent, Role
from portail.rendez_vous.ressources.models import Ressource

TIENNENT = frozenset({Role.SECRETAIRE, Role.RESPONSABLE, Role.DIRECTEUR})
"""Qui pose les plages des autres agents de son service."""


def services_de(agent: Agent) -> frozenset[str]:
    """Rend les services où l’agent a un rôle ; aucun s’il n’est plus actif."""
    return services_ou(agent, tuple(Role))


def services_tenus(agent: Agent) -> frozenset[str]:
    """Rend les services dont l’agent tient les agendas."""
    return services_ou(agent, TIENNENT)


def peut_tenir_l_agenda(par: Agent, ressource: Ressource, titulaire: Agent | None) -> bool:
    """Vrai pour son propre agenda et pour ceux de son service ; une salle ou un interprète, pour qui tient un service.

    `titulaire` : l’agent qu’est la ressource, s’il y en a un.
    """
    if titulaire is None:
        return bool(services_tenus(par))
    if par.est_actif and ressource.agent_id == par.id:
        return True
    return bool(services_tenus(par) & services_de(titulaire))


def peut_nommer_le_referent(par: Agent, service_code: str, referent: Agent) -> bool:
    """Vrai pour se dire référent dans son service, ou y nommer un collègue quand on en tient les agendas."""
    if service_code not in services_de(referent):
        return False
    return par.id == referent.id or service_code in services_tenus(par)
