"""Dire d’une personne attendue qu’elle est arrivée, venue, absente, excusée ; corriger une erreur."""

from uuid import UUID

from portail.identite.models import Agent
from portail.journal.actions import inscrire
from portail.rendez_vous.reservations.erreurs import PlusARegler
from portail.rendez_vous.reservations.etats import ANNULES, ETAT_DU_RDV, TRANSITIONS, Presence
from portail.rendez_vous.reservations.evenements import PresenceMarquee
from portail.rendez_vous.reservations.habilitations import Acteur, peut_voir
from portail.rendez_vous.reservations.models import Participation, RendezVous
from portail.rendez_vous.reservations.queries import agents_du_rendez_vous
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Introuvable
from portail.socle.evenements import publier

AVANT_L_HEURE = frozenset({Presence.EXCUSER, Presence.RECTIFIER})
"""Ce qui se dit aussi les jours d’avant ; le reste, le jour même ou après."""


def marquer(participation_id: UUID, presence: Presence, *, agent: Agent) -> Participation:
    """Note la venue d’une personne ; un rendez-vous individuel suit la sienne.

    Lève `Introuvable` si l’agent n’a pas à le savoir, `PlusARegler` si la table ne le permet pas, ou pas encore.
    """
    lue = session.get(Participation, participation_id)
    if lue is None:
        raise Introuvable
    with transaction():
        rdv = verrouiller(RendezVous, lue.rdv_id)
        if rdv.anonymise_le or not peut_voir(Acteur(agent=agent), rdv, agents_du_rendez_vous(rdv.id)):
            raise Introuvable
        participation = next(une for une in rdv.participations if une.id == participation_id)
        _exiger(rdv, participation, presence)
        avant, participation.etat = participation.etat, TRANSITIONS[presence].vers
        participation.modifiee_le = horloge.maintenant()
        if not rdv.est_collectif:
            rdv.etat, rdv.modifie_le = ETAT_DU_RDV[participation.etat], horloge.maintenant()
        session.flush()
        details = {"participation": str(participation.id), "avant": avant.value, "etat": participation.etat.value}
        inscrire("marquer_presence", auteur=Acteur(agent=agent).auteur, objet=("rendez_vous", rdv.id), details=details)
        publier(PresenceMarquee(rdv_id=rdv.id, participation_id=participation.id, etat=participation.etat))
    return participation


def _exiger(rdv: RendezVous, participation: Participation, presence: Presence) -> None:
    transition, maintenant = TRANSITIONS[presence], horloge.maintenant()
    if rdv.etat in ANNULES or participation.etat not in transition.depuis:
        raise PlusARegler
    if presence not in AVANT_L_HEURE and horloge.a_paris(rdv.debut).date() > horloge.aujourd_hui():
        raise PlusARegler
    if transition.a_l_heure and rdv.debut > maintenant:
        raise PlusARegler
