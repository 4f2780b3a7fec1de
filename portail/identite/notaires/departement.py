"""Ce que le département fait dans un office : fermer ou rouvrir un membre, nommer qui en gère les accès."""

from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError

from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.identite.notaires.actions import (
    DelegationImpossible,
    FicheMembre,
    MembreDejaOuvert,
    ajouter_membre,
    fermer_l_acces,
    rouvrir_l_acces,
)
from portail.identite.notaires.models import Membre, Office, RoleMembre
from portail.journal.actions import inscrire
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Introuvable, SaisieInvalide
from portail.socle.traduction import _


class GestionnaireEnPlace(SaisieInvalide):
    """Un notaire gère déjà les accès de l’office : c’est à lui d’en nommer un autre."""

    message = _("Un notaire gère déjà les accès de cet office : c’est à lui d’en nommer un autre.")


def fermer(membre_id: UUID, *, office_id: UUID, agent: Agent) -> Membre:
    """Ferme l’accès d’un membre de cet office, sessions comprises ; lève `Introuvable`."""
    with transaction():
        membre = _membre(membre_id, office_id)
        fermer_l_acces(membre, auteur=auteur_agent(agent))
    return membre


def rouvrir(membre_id: UUID, *, office_id: UUID, agent: Agent) -> Membre:
    """Rouvre l’accès d’un membre de cet office ; lève `Introuvable`."""
    with transaction():
        membre = _membre(membre_id, office_id)
        rouvrir_l_acces(membre, auteur=auteur_agent(agent))
    return membre


def nommer(membre_id: UUID, *, office_id: UUID, agent: Agent) -> Membre:
    """Confie les accès à un notaire de l’office ; lève `Introuvable`, `GestionnaireEnPlace`, `DelegationImpossible`."""
    with transaction():
        office = _sans_gestionnaire(office_id)
        membre = _membre(membre_id, office.id)
        if membre.role is not RoleMembre.NOTAIRE or not membre.est_actif:
            raise DelegationImpossible
        membre.peut_deleguer = True
        inscrire("nommer_gestionnaire", auteur=auteur_agent(agent), objet=("membre_office", membre.id))
    return membre


def ouvrir_un_gestionnaire(office_id: UUID, fiche: FicheMembre, *, agent: Agent) -> Membre:
    """Ouvre un gestionnaire dans un office qui n’en a plus ; lève `GestionnaireEnPlace`, `MembreDejaOuvert`."""
    try:
        with transaction():
            office = _sans_gestionnaire(office_id)
            return ajouter_membre(office, fiche, auteur=auteur_agent(agent), peut_deleguer=True)
    except IntegrityError as erreur:
        raise MembreDejaOuvert from erreur


def _sans_gestionnaire(office_id: UUID) -> Office:
    """Rend l’office, verrouillé, si aucun de ses membres ouverts n’en gère les accès ; lève `GestionnaireEnPlace`."""
    office = verrouiller(Office, office_id)
    gere = exists().where(Membre.office_id == office.id, Membre.est_actif, Membre.peut_deleguer)
    if session.scalar(select(gere)):
        raise GestionnaireEnPlace
    return office


def _membre(membre_id: UUID, office_id: UUID) -> Membre:
    membre = verrouiller(Membre, membre_id)
    if membre.office_id != office_id:
        raise Introuvable
    return membre
