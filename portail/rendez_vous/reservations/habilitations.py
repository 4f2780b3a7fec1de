"""Qui voit un rendez-vous, qui y touche : prédicats purs. Le nom et l’objet ensemble ne sortent pas du service."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from portail.identite.habilitations import services_ou
from portail.identite.models import Agent, Role
from portail.journal.actions import Auteur
from portail.journal.models import TypeAuteur
from portail.rendez_vous.reservations.models import Participation, RendezVous

RECOIVENT = frozenset({Role.ACCUEIL, Role.SECRETAIRE, Role.INSTRUCTEUR, Role.EVALUATEUR, Role.MEDECIN})
"""Qui tient l’agenda ou reçoit. Qui encadre lit des statistiques, pas des noms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acteur:
    """Qui agit : un agent, un usager connecté, ou qui tient le lien d’une participation. Un seul des trois."""

    agent: Agent | None = None
    usager_id: UUID | None = None
    participation_id: UUID | None = None
    pour_la_personne: bool = False
    """Vrai si cet agent fait ce que la personne vient de lui demander."""

    @property
    def agit_pour_le_service(self) -> bool:
        """Vrai si le changement vient du service, qui s’en excuse."""
        return self.agent is not None and not self.pour_la_personne

    @property
    def auteur(self) -> Auteur:
        """Rend l’auteur à écrire au journal.

        Celui qui réserve n’y est pas nommé : le journal ne s’efface pas, et l’objet d’un rendez-vous en dit trop.
        """
        return Auteur(TypeAuteur.AGENT, self.agent.id) if self.agent else Auteur(TypeAuteur.USAGER)


def services_recus(agent: Agent) -> frozenset[str]:
    """Rend les services dont l’agent voit les rendez-vous."""
    return services_ou(agent, RECOIVENT)


def peut_recevoir(agent: Agent, service_code: str) -> bool:
    """Vrai si l’agent prend des rendez-vous de ce service et en voit les personnes."""
    return service_code in services_recus(agent)


def peut_voir(acteur: Acteur, rdv: RendezVous, mobilises: Collection[UUID] = ()) -> bool:
    """Vrai si l’acteur peut voir ce rendez-vous ; `mobilises` : les agents qui y reçoivent."""
    if acteur.agent is not None:
        recoit = acteur.agent.est_actif and acteur.agent.id in mobilises
        return recoit or peut_recevoir(acteur.agent, rdv.service_code)
    return any(est_a(acteur, une) for une in rdv.participations)


def est_a(acteur: Acteur, participation: Participation) -> bool:
    """Vrai si cette participation est celle de l’usager, ou celle de son lien."""
    if acteur.usager_id is not None:
        return participation.usager_id == acteur.usager_id
    return acteur.participation_id is not None and participation.id == acteur.participation_id


def peut_agir(acteur: Acteur, rdv: RendezVous, participation: Participation) -> bool:
    """Vrai si l’acteur peut déplacer ou annuler ce rendez-vous pour cette personne."""
    if acteur.agent is not None:
        return peut_recevoir(acteur.agent, rdv.service_code)
    return est_a(acteur, participation)
