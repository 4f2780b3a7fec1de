"""Qui peut quoi sur une proposition : prédicats purs."""

from portail.demarche.declaration import Demarche
from portail.dossiers.habilitations import est_ecarte, peut_instruire, roles_sur
from portail.dossiers.models import Dossier
from portail.identite.models import Agent


def peut_rediger(agent: Agent, dossier: Dossier, demarche: Demarche) -> bool:
    """Vrai si l’agent a l’un des rôles qui rédigent la proposition de cette démarche."""
    if demarche.proposition is None or est_ecarte(agent, dossier):
        return False
    roles = {role.value for role in roles_sur(agent, dossier)}
    return any(redacteur.value in roles for redacteur in demarche.proposition.redacteurs)


def peut_enregistrer_une_reponse(agent: Agent, dossier: Dossier, demarche: Demarche) -> bool:
    """Vrai si l’agent peut noter une réception ou une réponse arrivées par courrier : qui rédige ou qui instruit."""
    return peut_rediger(agent, dossier, demarche) or peut_instruire(agent, dossier)
