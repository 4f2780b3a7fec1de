"""De quoi éprouver les écrans du service : qui reçoit, qui dirige, une famille reçue, un enfant inscrit."""

from uuid import uuid4

from portail.identite.actions import auteur_agent
from portail.identite.famille import comptoir
from portail.identite.models import Agent, Role
from portail.inscriptions.activites.models import Activite, Groupe
from portail.inscriptions.attestations.queries import quotient_de
from portail.inscriptions.paniers.annulations import renoncer
from portail.inscriptions.paniers.models import MotifDeRenoncement
from portail.inscriptions.places.chiffres import quotas_du_groupe
from portail.inscriptions.places.models import Inscription
from portail.inscriptions.places.queries import inscrits
from portail.socle.base import session, transaction
from tests import fabriques
from tests.integration.inscriptions import fabrique
from tests.integration.inscriptions.fabrique import Foyer
from tests.integration.paiement import fabrique as caisse

BUREAU = "/agents/activites"
CODE = "essai"


def accueil(prenom: str = "Nolwenn") -> Agent:
    """Rend qui reçoit les familles du service."""
    return fabriques.agent(Role.ACCUEIL, caisse.SERVICE, prenom=prenom, nom="Kerbrat")


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


def adresses(recoit: Agent) -> dict[str, str]:
    """Rend ce que nomment les adresses du bureau des inscriptions, pour la table des accès.

    Une activité du service et son groupe, du même code ; un enfant inscrit, dont `recoit` a ouvert la famille ; une
    annulation à décider ; un foyer qui attend.
    """
    fabrique.installer()
    service = recoit.habilitations[0].service_code
    with transaction():
        livree = fabrique.activite()
        session.add(
            Activite(
                code=CODE, libelle="Essai", service_code=service, saison_id=livree.saison_id, adhesion=False,
                grille_id=livree.grille_id, regie_code=livree.regie_code, fiche_sanitaire=True,
            )
        )  # fmt: skip
    groupe = fabrique.groupe(places=2, activite=CODE, code=CODE)
    foyer, sienne = inscrit(groupe, "Lou")
    fabrique.quotient(foyer, "540")
    partant, autre = inscrit(groupe, "Malo")
    attente = fabrique.attend(fabrique.foyer("Ana", nom="Bertho"), groupe)
    demande = renoncer(autre.id, MotifDeRenoncement.MEDICAL, **partant.qui)
    assert demande is not None
    recue(foyer, recoit)
    quotient = quotient_de(foyer.usager.id)
    assert quotient is not None
    return {
        "code": CODE,
        "inscription_id": str(sienne.id),
        "attente_id": str(attente.id),
        "demande_id": str(demande.id),
        "commande_id": str(sienne.commande_id),
        "contestation_id": str(uuid4()),
        "attestation_id": str(quotient.id),
        "quota_id": str(quotas_du_groupe(groupe.id)[0].quota.id),
        "usager_id": str(foyer.usager.id),
        "enfant_id": str(foyer.enfant.id),
        "geste": "fermer",
        "quoi": "rendre",
    }
