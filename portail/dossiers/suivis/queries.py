"""Qui suit un dossier, et qui en est prévenu."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from portail.dossiers.habilitations import peut_lire
from portail.dossiers.models import Dossier
from portail.dossiers.suivis.models import SuiviDossier
from portail.identite.absences.models import SortDesDossiers
from portail.identite.absences.queries import absences_du_jour
from portail.identite.models import Agent
from portail.identite.queries import agent_de
from portail.socle.base import session


def agents_qui_suivent(dossier: Dossier) -> Sequence[Agent]:
    """Rend ceux qui suivent le dossier et peuvent encore le lire, par nom."""
    qui_suivent = session.scalars(
        select(Agent)
        .join(SuiviDossier, SuiviDossier.agent_id == Agent.id)
        .where(SuiviDossier.dossier_id == dossier.id)
        .order_by(Agent.nom, Agent.prenom, Agent.id)
    ).all()
    return [agent for agent in qui_suivent if peut_lire(agent, dossier)]


def titulaire_present(dossier: Dossier) -> Agent | None:
    """Rend l’agent chargé du dossier, ou son suppléant s’il est absent ; rien si aucun n’est là."""
    if dossier.agent_id is None:
        return None
    agent = agent_de(dossier.agent_id)
    absence = absences_du_jour([agent.id]).get(agent.id)
    if absence is None:
        return agent if agent.est_actif else None
    return _suppleant(absence.suppleant_id, dossier) if absence.sort is SortDesDossiers.GARDER else None


def _suppleant(identifiant: UUID | None, dossier: Dossier) -> Agent | None:
    if identifiant is None or absences_du_jour([identifiant]):
        return None
    suppleant = agent_de(identifiant)
    return suppleant if peut_lire(suppleant, dossier) else None


def suivi_par(agent: Agent, dossier: Dossier) -> bool:
    """Vrai si l’agent suit ce dossier sans en être chargé."""
    return session.get(SuiviDossier, (agent.id, dossier.id)) is not None
