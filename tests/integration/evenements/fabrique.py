"""De quoi s’inscrire à un évènement : chacun passe par les actions de la vie."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portail.identite.models import Agent, Role
from portail.inscriptions.evenements import actions, organisation
from portail.inscriptions.evenements.actions import Demande
from portail.inscriptions.evenements.messages import OBJET
from portail.inscriptions.evenements.models import EtatInscription, Evenement, InscriptionEvenement
from portail.inscriptions.evenements.organisation import Fiche
from portail.inscriptions.evenements.queries import restes
from portail.journal.actions import SYSTEME
from portail.notifications.models import Notification
from portail.socle import horloge
from portail.socle.base import session
from tests import fabriques


def responsable() -> Agent:
    """Nolwenn, qui encadre le service et organise."""
    return fabriques.agent(Role.RESPONSABLE, prenom="Nolwenn")


def fiche(**autres: Any) -> Fiche:
    """Une conférence dans dix jours, dont les inscriptions sont ouvertes."""
    debut = (horloge.maintenant() + timedelta(days=10)).replace(minute=0, second=0, microsecond=0)
    valeurs = {
        "titre": "Vivre avec l’estuaire",
        "explication": "Une conférence.",
        "lieu_nom": "Hôtel du Département",
        "lieu_adresse": "3 quai Ceineray, 44000 Nantes",
        "debut": debut,
        "fin": debut + timedelta(hours=2),
        "ouvre_le": horloge.maintenant() - timedelta(days=1),
        "ferme_le": debut,
    }
    return Fiche(**{**valeurs, **autres})


def evenement(
    agent: Agent, *, places: int = 2, publie: bool = True, invitees: Mapping[str, int] | None = None, **autres: Any
) -> Evenement:
    """Un évènement d’autant de places, publié ; `invitees` : des structures, à qui il est alors réservé."""
    lue = fiche(partenaires=bool(invitees), **autres)
    cree = organisation.creer(lue, service_code=fabriques.SERVICE, capacite=places, agent=agent)
    for libelle, capacite in (invitees or {}).items():
        organisation.inviter(cree.id, libelle=libelle, capacite=capacite, agent=agent)
    return organisation.publier(cree.id, agent=agent) if publie else cree


def demande(rang: int = 0, **autres: Any) -> Demande:
    """La demande de la personne de ce rang."""
    valeurs = {"prenom": f"Prénom{rang}", "nom": f"Nom{rang:03}", "courriel": f"personne{rang}@messagerie.example"}
    return Demande(**{**valeurs, **autres})


def inscrite(evenement_id: UUID, rang: int = 0, **autres: Any) -> InscriptionEvenement:
    """L’inscription de cette personne, faite sur la page publique."""
    return actions.s_inscrire(evenement_id, demande(rang, **autres), auteur=SYSTEME)


def relue(inscription: InscriptionEvenement) -> InscriptionEvenement:
    """La même, telle que la base la dit."""
    return session.get_one(InscriptionEvenement, inscription.id, populate_existing=True)


def etats(evenement_id: UUID) -> dict[EtatInscription, int]:
    """Combien d’inscriptions dans chaque état."""
    lus = session.scalars(
        select(InscriptionEvenement.etat).where(InscriptionEvenement.evenement_id == evenement_id)
    ).all()
    return {etat: lus.count(etat) for etat in set(lus)}


def libres(un: Evenement) -> int:
    """Les places qui restent."""
    return restes([un])[un.quota_id].libres


def gabarits(inscription: InscriptionEvenement) -> list[str]:
    """Les messages promis à cette inscription, dans l’ordre."""
    siens = select(Notification.gabarit).where(
        Notification.objet_type == OBJET, Notification.objet_id == str(inscription.id)
    )
    return list(session.scalars(siens.order_by(Notification.prevu_le, Notification.id)))


def chemin_promis(inscription: InscriptionEvenement) -> str:
    """Le lien du dernier message promis à cette inscription."""
    siens = select(Notification).where(Notification.objet_type == OBJET, Notification.objet_id == str(inscription.id))
    dernier = session.scalars(siens.order_by(Notification.prevu_le.desc(), Notification.id.desc())).first()
    assert dernier is not None
    return str(dernier.contexte["chemin"])


def adresses() -> dict[str, str]:
    """Ce que nomment les adresses d’un évènement au bureau, pour la table des accès."""
    un = evenement(responsable())
    return {"evenement_id": str(un.id), "inscription_id": str(inscrite(un.id).id)}
