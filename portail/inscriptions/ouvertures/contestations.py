"""Contester le résultat d’une attribution : le foyer écrit, un agent répond ; rien ne se perd, tout est au journal."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from portail.identite.models import Agent
from portail.inscriptions.activites.models import Activite
from portail.inscriptions.habilitations import peut_gerer
from portail.inscriptions.ouvertures.erreurs import ContestationVide, PasContestable
from portail.inscriptions.ouvertures.models import Campagne, DemandeSurVoeux, EtatCampagne
from portail.journal.actions import Auteur, inscrire
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Introuvable, TransitionInterdite

LONGUEUR_MAX = 4000
"""Signes d’une contestation, ou d’une réponse."""


def contester(campagne_id: UUID, texte: str, *, usager_id: UUID, auteur: Auteur) -> DemandeSurVoeux:
    """Garde ce que ce foyer conteste de son résultat ; une fois, tant que nul n’a répondu on peut le récrire.

    Lève `ContestationVide`, `PasContestable`, `Introuvable` pour qui n’a rien demandé dans cette campagne.
    """
    if not texte.strip():
        raise ContestationVide
    with transaction():
        campagne = session.get(Campagne, campagne_id, populate_existing=True)
        sienne = select(DemandeSurVoeux).where(
            DemandeSurVoeux.campagne_id == campagne_id, DemandeSurVoeux.usager_id == usager_id
        )
        demande = session.scalars(sienne.with_for_update().execution_options(populate_existing=True)).one_or_none()
        if campagne is None or demande is None:
            raise Introuvable
        if campagne.etat is not EtatCampagne.ATTRIBUEE or demande.repondue_le is not None:
            raise PasContestable
        demande.contestation, demande.contestee_le = texte.strip()[:LONGUEUR_MAX], horloge.maintenant()
        inscrire("contester_voeux", auteur=auteur, objet=("demande_sur_voeux", demande.id))
    return demande


def repondre(demande_id: UUID, reponse: str, *, agent: Agent, auteur: Auteur) -> DemandeSurVoeux:
    """Répond à une contestation, une fois ; lève `Introuvable` hors de son service, `TransitionInterdite`."""
    if not reponse.strip():
        raise ContestationVide
    with transaction():
        demande = verrouiller(DemandeSurVoeux, demande_id)
        campagne = session.get_one(Campagne, demande.campagne_id)
        if not peut_gerer(agent, session.get_one(Activite, campagne.activite_id).service_code):
            raise Introuvable
        if demande.contestee_le is None or demande.repondue_le is not None:
            raise TransitionInterdite
        demande.reponse, demande.repondue_le = reponse.strip()[:LONGUEUR_MAX], horloge.maintenant()
        details = {"agent": str(agent.id)}
        inscrire("repondre_contestation", auteur=auteur, objet=("demande_sur_voeux", demande.id), details=details)
    return demande


def a_repondre(campagne_id: UUID) -> Sequence[DemandeSurVoeux]:
    """Rend ce qui est contesté et attend une réponse, le plus ancien d’abord ; aux écrans d’en réserver la lecture."""
    siennes = select(DemandeSurVoeux).where(
        DemandeSurVoeux.campagne_id == campagne_id,
        DemandeSurVoeux.contestee_le.is_not(None),
        DemandeSurVoeux.repondue_le.is_(None),
    )
    return session.scalars(siennes.order_by(DemandeSurVoeux.contestee_le, DemandeSurVoeux.id)).all()
