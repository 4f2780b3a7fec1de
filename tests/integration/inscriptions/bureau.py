"""De quoi éprouver les écrans du service : qui reçoit, qui dirige, une famille reçue, un enfant inscrit."""

from portail.identite.actions import auteur_agent
from portail.identite.famille import comptoir
from portail.identite.models import Agent, Role
from portail.inscriptions.activites.models import Groupe
from portail.inscriptions.places.models import Inscription
from portail.inscriptions.places.queries import inscrits
from tests import fabriques
from tests.integration.inscriptions import fabrique
from tests.integration.inscriptions.fabrique import Foyer
from tests.integration.paiement import fabrique as caisse

BUREAU = "/agents/activites"


def accueil() -> Agent:
    """Rend qui reçoit les familles du service."""
    return fabriques.agent(Role.ACCUEIL, caisse.SERVICE, prenom="Nolwenn", nom="Kerbrat")


def d_ailleurs(role: Role = Role.RESPONSABLE) -> Agent:
    """Rend quelqu’un d’un autre service."""
    return fabriques.agent(role, "autonomie", prenom="Alain", nom="Morvan")


def recue(foyer: Foyer, agent: Agent) -> str:
    """Ouvre cette famille au guichet, par cet agent, et rend l’adresse de sa page."""
    comptoir.ouvrir_au_guichet(foyer.usager.id, auteur=auteur_agent(agent))
    return f"{BUREAU}/guichet/{foyer.usager.id}/"


def inscrit(groupe: Groupe, prenom: str = "Lou") -> tuple[Foyer, Inscription]:
    """Rend un foyer dont l’enfant est inscrit dans ce groupe."""
    foyer = fabrique.foyer(prenom)
    fabrique.confirmee(foyer, groupe)
    [sienne] = [une for une in inscrits(groupe.id) if une.usager_id == foyer.usager.id]
    return foyer, sienne
