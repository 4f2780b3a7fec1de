"""Qui peut quoi sur des droits mensuels : prédicats purs."""

from portail.dossiers.habilitations import peut_instruire
from portail.dossiers.models import Dossier
from portail.identite.models import Agent


def peut_tenir_les_droits(agent: Agent, dossier: Dossier) -> bool:
    """Vrai si l’agent note les séjours à l’hôpital et l’aide utilisée : qui instruit."""
    return peut_instruire(agent, dossier)
