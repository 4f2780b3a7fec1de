"""Qui tient une régie : prédicats purs, jugés sur le rôle dans le service de la régie."""

from portail.identite.models import Agent, Role
from portail.paiement.regies.models import Regie


def services_tenus(agent: Agent) -> frozenset[str]:
    """Rend les services dont l’agent tient les régies."""
    if not agent.est_actif:
        return frozenset()
    return frozenset(h.service_code for h in agent.habilitations if h.role is Role.REGISSEUR and h.service_code)


def tient_une_regie(agent: Agent) -> bool:
    """Vrai si l’agent est régisseur, ou mandataire d’un régisseur, dans un service au moins."""
    return bool(services_tenus(agent))


def peut_tenir(agent: Agent, regie: Regie) -> bool:
    """Vrai si l’agent encaisse, rapproche et rembourse pour cette régie."""
    return regie.service_code in services_tenus(agent)
