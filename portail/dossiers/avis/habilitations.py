"""Qui demande un avis, qui le rend, et jusqu’à quand ce qui est partagé reste ouvert."""

from datetime import date, timedelta

from portail.dossiers.avis.models import Avis
from portail.dossiers.etats import ETATS_EN_COURS
from portail.dossiers.habilitations import peut_instruire
from portail.dossiers.models import Dossier
from portail.identite.models import Agent
from portail.parametres.queries import entier_au

TOLERANCE = "avis_tolerance"
"""Code du paramètre : jours, passée la date dite, où l’avis peut encore être rendu."""


def peut_demander(agent: Agent, dossier: Dossier) -> bool:
    """Vrai si l’agent instruit ce dossier et qu’une réponse y est encore due."""
    return dossier.etat in ETATS_EN_COURS and peut_instruire(agent, dossier)


def dernier_jour(avis: Avis) -> date:
    """Rend le dernier jour où l’avis peut être rendu, et ce qui est partagé être lu."""
    return avis.date_limite + timedelta(days=entier_au(TOLERANCE))


def est_ouvert(avis: Avis, dossier: Dossier, jour: date) -> bool:
    """Vrai si l’expert peut encore lire et répondre : avis attendu, demande en cours, date pas trop passée."""
    return avis.est_attendu and dossier.etat in ETATS_EN_COURS and jour <= dernier_jour(avis)


def est_de(avis: Avis, agent: Agent) -> bool:
    """Vrai si c’est à cet agent que l’avis est demandé."""
    return avis.agent_id == agent.id and agent.est_actif
