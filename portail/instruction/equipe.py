"""L’équipe d’un service : qui en est, qui est là, qui a combien de dossiers, ce qui reste dans la file."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portail.dossiers.etats import Etat
from portail.dossiers.habilitations import INSTRUCTION
from portail.dossiers.models import Dossier
from portail.identite.absences.models import Absence
from portail.identite.absences.queries import absences_du_jour
from portail.identite.models import Agent, Habilitation
from portail.instruction.affectation.models import Secteur
from portail.instruction.affectation.queries import Charge, charges, secteurs_des
from portail.instruction.habilitations import services_encadres
from portail.instruction.portees import services_lus
from portail.socle.base import session


@dataclass(frozen=True, slots=True)
class Membre:
    """Un agent de l’équipe aujourd’hui."""

    agent: Agent
    charge: Charge
    absence: Absence | None
    secteurs: Sequence[Secteur]


@dataclass(frozen=True, slots=True)
class Equipe:
    """L’équipe d’un service, ses secteurs, et ce que personne ne suit."""

    membres: Sequence[Membre]
    secteurs: Sequence[Secteur]
    en_attente: int

    def noms(self, secteur: Secteur) -> list[str]:
        """Rend les noms des agents d’un secteur."""
        siens = {membre.agent_id for membre in secteur.agents}
        return [membre.agent.nom_affiche for membre in self.membres if membre.agent.id in siens]


def agents_des(services: Sequence[str], *, instruisent: bool = False) -> Sequence[Agent]:
    """Rend les agents actifs de ces services, par nom ; `instruisent` : ceux qui y instruisent seulement."""
    dans = select(Habilitation.agent_id).where(Habilitation.service_code.in_(services))
    if instruisent:
        dans = dans.where(Habilitation.role.in_(sorted(INSTRUCTION)))
    actifs = select(Agent).where(Agent.est_actif, Agent.id.in_(dans)).options(joinedload(Agent.habilitations))
    return session.scalars(actifs.order_by(Agent.nom, Agent.prenom, Agent.id)).unique().all()


def agents_encadres(agent: Agent) -> Sequence[Agent]:
    """Rend les agents des services que celui-ci encadre."""
    services = services_encadres(agent)
    return agents_des(services) if services else []


def collegues_qui_instruisent(agent: Agent) -> Sequence[Agent]:
    """Rend qui instruit dans les services de l’agent : ses suppléants possibles, et ceux de son équipe."""
    services = services_lus(agent)
    return agents_des(services, instruisent=True) if services else []


def equipe_du_service(service_code: str) -> Equipe:
    """Rend l’équipe qui instruit dans ce service."""
    agents = agents_des([service_code], instruisent=True)
    identifiants = [agent.id for agent in agents]
    lues, absences, secteurs = charges(identifiants), absences_du_jour(identifiants), secteurs_des([service_code])
    membres = [
        Membre(agent, lues[agent.id], absences.get(agent.id), _secteurs_de(agent.id, secteurs)) for agent in agents
    ]
    return Equipe(membres, secteurs, _en_attente(service_code))


def _secteurs_de(agent_id: UUID, secteurs: Sequence[Secteur]) -> list[Secteur]:
    return [secteur for secteur in secteurs if any(membre.agent_id == agent_id for membre in secteur.agents)]


def _en_attente(service_code: str) -> int:
    file = select(func.count()).where(
        Dossier.service_code == service_code, Dossier.agent_id.is_(None), Dossier.etat == Etat.DEPOSE
    )
    return session.scalar(file) or 0
