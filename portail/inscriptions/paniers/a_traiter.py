"""Ce qu’une personne du service doit regarder : annulations à décider, argent reçu sans place, impayés."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, cast, exists, select
from sqlalchemy.orm import joinedload

from portail.identite.famille.models import Enfant
from portail.identite.models import Agent, Usager
from portail.inscriptions.activites.models import Activite, Groupe
from portail.inscriptions.activites.tenues import services_geres
from portail.inscriptions.erreurs import exiger_une_raison
from portail.inscriptions.habilitations import peut_gerer
from portail.inscriptions.paniers.models import Commande, DemandeDeRemboursement, EtatCommande, EtatDemande
from portail.inscriptions.places.models import Inscription
from portail.journal.actions import Auteur, inscrire
from portail.journal.models import Entree
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Introuvable

APPEL = "appeler_la_famille"
"""L’entrée du journal d’une commande : quelqu’un a appelé, et ce qu’il a été dit."""
MONTREES = 100


@dataclass(frozen=True, slots=True)
class DemandeTenue:
    """Une demande d’annulation, et l’inscription qu’elle concerne, enfant et groupe chargés."""

    demande: DemandeDeRemboursement
    inscription: Inscription
    usager: Usager


@dataclass(frozen=True, slots=True)
class CommandeTenue:
    """Une commande à reprendre avec la famille."""

    commande: Commande
    usager: Usager


def demandes_tenues(services: Collection[str]) -> Sequence[DemandeTenue]:
    """Rend les annulations à décider dans ces services, la plus ancienne d’abord."""
    a_verifier = _demandes().where(
        DemandeDeRemboursement.etat == EtatDemande.A_VERIFIER, Activite.service_code.in_(services)
    )
    return _lues(a_verifier.order_by(DemandeDeRemboursement.cree_le).limit(MONTREES))


def demande_tenue(agent: Agent, demande_id: UUID) -> DemandeTenue:
    """Rend une demande d’un service de l’agent, décidée ou non ; lève `Introuvable` pour toute autre."""
    lues = _lues(_demandes().where(DemandeDeRemboursement.id == demande_id))
    if not lues or not peut_gerer(agent, lues[0].inscription.groupe.activite.service_code):
        raise Introuvable
    return lues[0]


def _demandes() -> Select[DemandeDeRemboursement, Inscription, Usager]:
    return (
        select(DemandeDeRemboursement, Inscription, Usager)
        .join(Inscription, Inscription.id == DemandeDeRemboursement.inscription_id)
        .join(Usager, Usager.id == Inscription.usager_id)
        .join(Groupe, Groupe.id == Inscription.groupe_id)
        .join(Activite, Activite.id == Groupe.activite_id)
        .options(joinedload(Inscription.enfant).lazyload(Enfant.rattachements), joinedload(Inscription.groupe))
    )


def _lues(requete: Select[DemandeDeRemboursement, Inscription, Usager]) -> list[DemandeTenue]:
    return [DemandeTenue(ligne[0], ligne[1], ligne[2]) for ligne in session.execute(requete)]


def sans_place(services: Collection[str]) -> Sequence[CommandeTenue]:
    """Rend les commandes payées dont les places n’étaient plus là et dont personne n’a encore appelé la famille."""
    return _commandes(services, Commande.etat == EtatCommande.PAYE_SANS_PLACE)


def impayees(services: Collection[str]) -> Sequence[CommandeTenue]:
    """Rend les commandes dont l’argent annoncé n’est pas venu et dont personne n’a encore appelé la famille."""
    return _commandes(services, Commande.impayee_le.is_not(None))


def _commandes(services: Collection[str], condition: ColumnElement[bool]) -> list[CommandeTenue]:
    appelee = exists().where(
        Entree.objet_type == "commande", Entree.objet_id == cast(Commande.id, String), Entree.action == APPEL
    )
    leurs = (
        select(Commande, Usager)
        .join(Usager, Usager.id == Commande.usager_id)
        .where(condition, ~appelee, _du_service(services))
        .order_by(Commande.cree_le)
        .limit(MONTREES)
    )
    return [CommandeTenue(ligne[0], ligne[1]) for ligne in session.execute(leurs)]


def _du_service(services: Collection[str]) -> ColumnElement[bool]:
    """Rend la condition « cette commande porte une inscription d’un de ces services », places rendues comprises."""
    return (
        exists()
        .where(Inscription.commande_id == Commande.id, Groupe.id == Inscription.groupe_id)
        .where(Activite.id == Groupe.activite_id, Activite.service_code.in_(services))
    )


def commande_tenue(agent: Agent, commande_id: UUID) -> CommandeTenue:
    """Rend une commande d’un service de l’agent ; lève `Introuvable` pour toute autre."""
    sienne = (
        select(Commande, Usager)
        .join(Usager, Usager.id == Commande.usager_id)
        .where(Commande.id == commande_id, _du_service(services_geres(agent)))
    )
    ligne = session.execute(sienne).one_or_none()
    if ligne is None:
        raise Introuvable
    return CommandeTenue(ligne[0], ligne[1])


def noter_l_appel(commande_id: UUID, *, texte: str, agent: Agent, auteur: Auteur) -> None:
    """Note que la famille a été appelée, et ce qui a été convenu ; lève `RaisonManquante`, `Introuvable`."""
    exiger_une_raison(texte)
    commande_tenue(agent, commande_id)
    with transaction():
        verrouiller(Commande, commande_id)
        inscrire(APPEL, auteur=auteur, objet=("commande", commande_id), texte=texte)
