"""Contester le résultat d’une attribution : le foyer écrit, un agent répond ; rien ne se perd, tout est au journal."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select

from portail.identite.models import Agent, Usager
from portail.inscriptions.activites.models import Activite
from portail.inscriptions.habilitations import peut_gerer
from portail.inscriptions.ouvertures.erreurs import ContestationVide, PasContestable
from portail.inscriptions.ouvertures.models import Campagne, DemandeSurVoeux, EtatCampagne
from portail.inscriptions.voies import voies_de
from portail.journal.actions import Auteur, inscrire
from portail.notifications.actions import prevoir
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Introuvable, TransitionInterdite

LONGUEUR_MAX = 4000
"""Signes d’une contestation, ou d’une réponse."""
MONTREES = 100
CHEMIN = "/mon-espace/inscriptions/"
"""D’où le foyer va lire la réponse : l’adresse ne dit pas l’activité."""


@dataclass(frozen=True, slots=True)
class Contestation:
    """Ce qu’un foyer conteste, et de quoi y répondre."""

    demande: DemandeSurVoeux
    campagne: Campagne
    activite: Activite
    usager: Usager


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
    """Répond à une contestation, une fois, et prévient le foyer.

    Lève `ContestationVide`, `Introuvable` hors de son service, `TransitionInterdite`.
    """
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
        for vers in voies_de(session.get_one(Usager, demande.usager_id), partout=False):
            contexte = {"chemin": CHEMIN}
            prevoir(vers, "inscriptions/contestation_repondue", contexte, objet=("demande_sur_voeux", demande.id))
    return demande


def a_repondre(services: Collection[str]) -> Sequence[Contestation]:
    """Rend ce qui est contesté dans ces services et attend une réponse, le plus ancien d’abord."""
    attendues = _contestations().where(
        DemandeSurVoeux.contestee_le.is_not(None),
        DemandeSurVoeux.repondue_le.is_(None),
        Activite.service_code.in_(services),
    )
    lues = session.execute(attendues.order_by(DemandeSurVoeux.contestee_le, DemandeSurVoeux.id).limit(MONTREES))
    return [Contestation(*ligne) for ligne in lues]


def contestation_tenue(agent: Agent, demande_id: UUID) -> Contestation:
    """Rend une contestation d’un service de l’agent, répondue ou non ; lève `Introuvable` pour toute autre."""
    sienne = _contestations().where(DemandeSurVoeux.id == demande_id, DemandeSurVoeux.contestee_le.is_not(None))
    ligne = session.execute(sienne).one_or_none()
    if ligne is None or not peut_gerer(agent, ligne.Activite.service_code):
        raise Introuvable
    return Contestation(*ligne)


def _contestations() -> Select[DemandeSurVoeux, Campagne, Activite, Usager]:
    return (
        select(DemandeSurVoeux, Campagne, Activite, Usager)
        .join(Campagne, Campagne.id == DemandeSurVoeux.campagne_id)
        .join(Activite, Activite.id == Campagne.activite_id)
        .join(Usager, Usager.id == DemandeSurVoeux.usager_id)
    )
