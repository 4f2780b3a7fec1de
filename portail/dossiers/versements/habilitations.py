"""Qui verse : prédicats purs, jugés sur les rôles dans le service du dossier."""

from portail.dossiers.habilitations import INSTRUCTION, roles_sur
from portail.dossiers.models import Dossier
from portail.identite.models import Agent, Role

COMPTABILITE = frozenset({Role.REGISSEUR, Role.RESPONSABLE, Role.DIRECTEUR})
"""Qui mandate, paie, rejette, importe et exporte."""
SUIVI = COMPTABILITE | INSTRUCTION
"""Qui voit les versements de son service."""


def peut_suivre_les_versements(agent: Agent) -> bool:
    """Vrai si l’agent a, quelque part, un rôle qui voit des versements."""
    return agent.est_actif and any(h.role in SUIVI and h.service_code for h in agent.habilitations)


def tient_des_comptes(agent: Agent) -> bool:
    """Vrai si l’agent tient, quelque part, les comptes d’un service."""
    return agent.est_actif and any(h.role in COMPTABILITE and h.service_code for h in agent.habilitations)


def peut_tenir_les_comptes(agent: Agent, dossier: Dossier) -> bool:
    """Vrai si l’agent mandate, paie et rejette les versements de ce dossier."""
    return bool(roles_sur(agent, dossier) & COMPTABILITE)


def peut_verifier(agent: Agent, dossier: Dossier) -> bool:
    """Vrai si l’agent juge les justificatifs de paiement de ce dossier."""
    return bool(roles_sur(agent, dossier) & INSTRUCTION)
