"""Suivre la lettre recommandée d’une décision : son envoi, puis ce que La Poste en dit.

Chaque état noté va au journal : de lui seul les horloges tirent le jour de la notification (`horloges.plis`).
"""

import re
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import select

from portail.dossiers import courriers
from portail.dossiers.actions.commun import recalculer, toucher, verifier_revision
from portail.dossiers.guichet.poste import peut_poster
from portail.dossiers.horloges.plis import IssuePli, Pli, incoherence
from portail.dossiers.models import Decision, Dossier
from portail.dossiers.recommandes.erreurs import DatesIncoherentes, NumeroDejaNote, NumeroImpossible
from portail.dossiers.recommandes.models import PliRecommande
from portail.dossiers.recommandes.queries import decision_a_notifier, numero_pris, pli_du_dossier, retours_a_traiter
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.journal.actions import inscrire
from portail.notifications.actions import marquer_postee
from portail.notifications.models import Canal, EtatEnvoi, Notification
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Interdit, TransitionInterdite

NUMERO = re.compile(r"[0-9A-Z]{11,15}")
DECISION = "dossier/decision"
"""Le message qui annonce une décision ; sans adresse électronique, il est un courrier à poster."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suivi:
    """Ce que La Poste dit d’une lettre : tout son état, chaque fois."""

    envoye: date
    presente: date | None = None
    issue: IssuePli | None = None
    issue_le: date | None = None


def numero_lu(ecrit: str) -> str:
    """Rend un numéro de recommandé tel qu’on le garde, sans espaces ; lève `NumeroImpossible`."""
    numero = "".join(ecrit.split()).upper()
    if not NUMERO.fullmatch(numero) or not any(signe.isdecimal() for signe in numero):
        raise NumeroImpossible
    return numero


def envoyer(dossier_id: UUID, *, agent: Agent, numero: str, jour: date, revision: int | None) -> PliRecommande:
    """Note que la décision en vigueur est partie en recommandé ce jour-là ; le courrier à poster l’est aussi.

    Lève `Interdit`, `TransitionInterdite` si aucune décision signée n’est en vigueur, `NumeroImpossible`,
    `NumeroDejaNote`, `DatesIncoherentes`, `ConflitDeVersion`.
    """
    lu = numero_lu(numero)
    with transaction():
        dossier = _verrouiller(dossier_id, agent, revision)
        decision = decision_a_notifier(dossier)
        if decision is None:
            raise TransitionInterdite
        if numero_pris(lu):
            raise NumeroDejaNote
        pli = PliRecommande(id=uuid4(), dossier_id=dossier.id, decision_id=decision.id, numero=lu, envoye_le=jour)
        _exiger_la_coherence(pli.lu, decision)
        _donner_suite(dossier)
        session.add(pli)
        _poster(dossier, decision, agent, jour)
        _noter("envoyer_recommande", dossier, pli, agent)
    return pli


def suivre(dossier_id: UUID, pli_id: UUID, *, agent: Agent, suivi: Suivi, revision: int | None) -> PliRecommande:
    """Note où en est la lettre ; un état noté par erreur se corrige de même. Un retour « inconnu » alerte l’agent.

    Lève `Interdit`, `Introuvable`, `DatesIncoherentes`, `ConflitDeVersion`.
    """
    with transaction():
        dossier = _verrouiller(dossier_id, agent, revision)
        pli = pli_du_dossier(dossier, pli_id)
        revenait = pli.issue is IssuePli.INCONNU
        pli.envoye_le, pli.presente_le = suivi.envoye, suivi.presente
        pli.issue, pli.issue_le = suivi.issue, suivi.issue_le
        with session.no_autoflush:  # la base refuserait ces jours sans dire pourquoi
            _exiger_la_coherence(pli.lu, session.get_one(Decision, pli.decision_id))
        if not revenait:
            pli.traite_le = None
        _noter("suivre_recommande", dossier, pli, agent)
        if dossier.pli_retourne and not revenait:
            courriers.prevenir_agent(dossier, "agent/pli_retourne")
    return pli


def traiter_le_retour(dossier_id: UUID, *, agent: Agent, revision: int | None) -> Dossier:
    """Note que l’agent a donné suite au retour autrement que par une nouvelle lettre : il n’est plus attendu de lui.

    Lève `TransitionInterdite` s’il n’y a pas de retour à traiter.
    """
    with transaction():
        dossier = _verrouiller(dossier_id, agent, revision)
        if not _donner_suite(dossier):
            raise TransitionInterdite
        dossier.revision += 1
        inscrire("traiter_retour", auteur=auteur_agent(agent), objet=("dossier", dossier.id))
        toucher(dossier)
    return dossier


def _verrouiller(dossier_id: UUID, agent: Agent, revision: int | None) -> Dossier:
    dossier = verrouiller(Dossier, dossier_id)
    if not peut_poster(agent, dossier):
        raise Interdit
    verifier_revision(dossier, revision)
    return dossier


def _exiger_la_coherence(pli: Pli, decision: Decision) -> None:
    aujourd_hui = horloge.aujourd_hui()
    faute = incoherence(pli, decidee=decision.date_decision or aujourd_hui, jour=aujourd_hui)
    if faute:
        raise DatesIncoherentes(faute)


def _donner_suite(dossier: Dossier) -> bool:
    """Tient les retours du dossier pour traités ; rend vrai s’il y en avait."""
    retours = retours_a_traiter(dossier)
    for pli in retours:
        pli.traite_le = horloge.maintenant()
    dossier.pli_retourne = False
    return bool(retours)


def _poster(dossier: Dossier, decision: Decision, agent: Agent, jour: date) -> None:
    """Note comme posté le courrier qui attendait de porter cette décision, s’il y en a un."""
    attendu = session.scalars(
        select(Notification)
        .where(
            Notification.objet_type == "dossier",
            Notification.objet_id == str(dossier.id),
            Notification.gabarit == DECISION,
            Notification.canal == Canal.COURRIER,
            Notification.etat == EtatEnvoi.PREVU,
            Notification.prevu_le >= decision.signe_le,
        )
        .order_by(Notification.prevu_le)
    ).first()
    if attendu is not None:
        marquer_postee(attendu.id, auteur=auteur_agent(agent), jour=jour)


def _noter(action: str, dossier: Dossier, pli: PliRecommande, agent: Agent) -> None:
    """Écrit l’état du pli au journal, refait les délais et dit si un retour attend l’agent."""
    session.flush()
    inscrire(action, auteur=auteur_agent(agent), objet=("dossier", dossier.id), details=pli.lu.en_details())
    dossier.revision += 1
    dossier.pli_retourne = bool(retours_a_traiter(dossier))
    recalculer(dossier)
    toucher(dossier)
