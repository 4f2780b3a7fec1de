"""Qui déclare l’absence de qui, qui peut suppléer qui."""

from portail.dossiers.habilitations import INSTRUCTION
from portail.identite.habilitations import services_ou
from portail.identite.models import Agent
from portail.instruction.habilitations import peut_encadrer


def services_de(agent: Agent) -> frozenset[str]:
    """Rend les services où l’agent a un rôle."""
    return frozenset(h.service_code for h in agent.habilitations if h.service_code)


def peut_declarer(par: Agent, agent: Agent) -> bool:
    """Vrai pour sa propre absence, et pour celle d’un agent d’un service que l’on encadre."""
    return par.est_actif and (par.id == agent.id or any(peut_encadrer(par, service) for service in services_de(agent)))


def peuvent_se_suppleer(agent: Agent, suppleant: Agent) -> bool:
    """Vrai si le suppléant est un autre agent, actif, qui instruit dans un service de l’absent."""
    return suppleant.id != agent.id and bool(services_ou(suppleant, INSTRUCTION) & services_de(agent))
