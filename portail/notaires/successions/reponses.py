"""Donner les réponses : toutes à leur heure, au même instant, dans un ordre tiré au sort, quel que soit leur sens.

Ce que l’attente, l’ordre ou l’heure pourraient dire d’une personne, ils le disent de toutes.
"""

import secrets
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from portail.documents.models import Document
from portail.documents.remise import fermer
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.identite.notaires.models import Membre
from portail.identite.notaires.queries import office_de
from portail.journal.actions import SYSTEME, inscrire
from portail.notaires.habilitations import SERVICE_RECOURS, peut_instruire
from portail.notaires.recuperations import actions as recuperations
from portail.notaires.recuperations.etats import EtatRecuperation
from portail.notaires.recuperations.queries import recuperation_ouverte
from portail.notaires.successions import lettres
from portail.notaires.successions.calendrier import repondre_le
from portail.notaires.successions.etats import REPONDUES, EtatRequete, Reponse
from portail.notaires.successions.messages import prevenir
from portail.notaires.successions.models import Requete
from portail.notaires.successions.propositions import Proposition, appliquer, oublier_la_reponse
from portail.notaires.successions.rapprochements import OBJET, completer_les_candidats
from portail.socle import horloge
from portail.socle.balayages import chacun_repris
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Interdit, TransitionInterdite
from portail.socle.traduction import _

GABARIT = "notaires/reponse"
EN_COURS = frozenset(
    {
        EtatRequete.RECUE,
        EtatRequete.IDENTIFIEE,
        EtatRequete.HOMONYMIE,
        EtatRequete.RAPPROCHEE,
        EtatRequete.VALIDEE,
    }
)
_REVISABLES = frozenset({EtatRecuperation.ATTENTE_ACTIF, EtatRecuperation.A_DECIDER})
_hasard = secrets.SystemRandom()


def repondre_les_dues() -> int:
    """Donne chaque réponse dont l’heure est venue, et rend leur nombre ; une requête fautive n’arrête pas les autres.

    Ce que personne n’a validé à temps part en « recherche complémentaire » ; une réponse à remplacer attend, elle,
    d’être validée.
    """
    instant = horloge.maintenant()
    dues = list(session.scalars(select(Requete.id).where(_est_venue(instant))))
    session.rollback()
    _hasard.shuffle(dues)
    return chacun_repris("successions.repondre", dues, partial(_repondre, instant=instant))


def _est_venue(instant: datetime) -> ColumnElement[bool]:
    premiere_ou_validee = or_(Requete.document_id.is_(None), Requete.etat == EtatRequete.VALIDEE)
    return and_(Requete.etat.in_(EN_COURS), Requete.repondre_le <= instant, premiere_ou_validee)


def _repondre(requete_id: UUID, *, instant: datetime) -> bool:
    """Donne cette réponse ; rend faux si elle vient de l’être, ou que son heure a changé."""
    with transaction():
        requete = verrouiller(Requete, requete_id)
        if not _est_due(requete, instant):
            return False
        if requete.etat is not EtatRequete.VALIDEE or _a_un_candidat_neuf(requete):
            oublier_la_reponse(requete, motif=None)
            requete.reponse = Reponse.RECHERCHE
        if requete.reponse is Reponse.RECHERCHE:
            # La suite d’une recherche part, elle aussi, à une heure que rien de ce qu’on trouve ne change.
            requete.repondre_le = repondre_le(instant)
        requete.repondue_le = instant
        requete.passer_a(EtatRequete.REPONDUE)
        _remettre(requete)
        _suivre(requete)
        inscrire("donner_reponse", auteur=SYSTEME, objet=(OBJET, requete.id))
    return True


def _est_due(requete: Requete, instant: datetime) -> bool:
    attendue = requete.document_id is None or requete.etat is EtatRequete.VALIDEE
    venue = requete.repondre_le is not None and requete.repondre_le <= instant
    return requete.etat in EN_COURS and venue and attendue


def _a_un_candidat_neuf(requete: Requete) -> bool:
    """Vrai si un import récent fait connaître quelqu’un que personne n’a regardé : la réponse A serait fausse."""
    return requete.reponse is Reponse.AUCUNE_CREANCE and completer_les_candidats(requete).nouveaux > 0


def _remettre(requete: Requete) -> None:
    """Remet le document, qui remplace le précédent, et prévient le membre qui a demandé."""
    membre, office = session.get_one(Membre, requete.membre_id), office_de(requete.office_id)
    ancien = session.get(Document, requete.document_id) if requete.document_id else None
    if ancien is not None:
        fermer(ancien, motif=_("Une nouvelle réponse le remplace."))
        session.flush()
    document = lettres.remettre(requete, office, membre, remplace=ancien)
    if ancien is not None:
        ancien.remplace_par_id = document.id
    requete.document_id = document.id
    prevenir(requete, membre, office, GABARIT)


def _suivre(requete: Requete) -> None:
    if requete.reponse is Reponse.CREANCE:
        recuperations.ouvrir(requete)
    else:
        recuperations.abandonner(requete)


def remplacer(requete_id: UUID, proposition: Proposition, agent: Agent) -> Requete:
    """Propose une autre réponse que celle déjà donnée : une créance connue plus tard, une recherche achevée.

    L’ancien document vaut jusqu’à ce que le nouveau parte : après une recherche, à l’heure annoncée ; sinon dès la
    validation. Lève `Interdit`, `TransitionInterdite` et les refus de `proposer`.
    """
    if not peut_instruire(agent, SERVICE_RECOURS):
        raise Interdit
    with transaction():
        requete = verrouiller(Requete, requete_id)
        if requete.etat not in REPONDUES or _est_decidee(requete, proposition):
            raise TransitionInterdite(_("Ce n’est plus possible : la requête a changé d’état entre-temps."))
        if requete.reponse is not Reponse.RECHERCHE:
            requete.repondre_le = horloge.maintenant()
        appliquer(requete, proposition, agent)
        details = {"reponse": proposition.reponse.value}
        inscrire("remplacer_reponse", auteur=auteur_agent(agent), objet=(OBJET, requete.id), details=details)
    return requete


def _est_decidee(requete: Requete, proposition: Proposition) -> bool:
    """Vrai si la nouvelle réponse nierait une créance dont la récupération est décidée."""
    ouverte = recuperation_ouverte(requete.id)
    nie = proposition.reponse is not Reponse.CREANCE
    return ouverte is not None and nie and ouverte.etat not in _REVISABLES
