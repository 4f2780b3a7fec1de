"""Valider une réponse ou la rendre : un responsable, jamais qui l’a proposée. Elle part à son heure, pas avant."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.journal.actions import inscrire
from portail.notaires.habilitations import SERVICE_RECOURS, peut_valider
from portail.notaires.successions.etats import EtatRequete
from portail.notaires.successions.models import Rapprochement, Requete
from portail.notaires.successions.propositions import MotifManquant, oublier_la_reponse
from portail.notaires.successions.rapprochements import OBJET
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import ConflitDeVersion, ErreurMetier, Interdit, TransitionInterdite
from portail.socle.traduction import _


class SaProposition(Interdit):
    """On ne valide pas ce que l’on a proposé."""

    message = _("Vous avez proposé cette réponse : un autre responsable la valide.")


@dataclass(frozen=True, slots=True)
class Issue:
    """Ce qu’il advint d’une requête à valider ; `refus` : pourquoi non, un texte à traduire, vide si oui."""

    requete_id: UUID
    refus: str = ""

    @property
    def est_validee(self) -> bool:
        """Vrai si la réponse partira telle quelle."""
        return not self.refus


def valider(ids: Iterable[UUID], agent: Agent, versions: Mapping[UUID, int] | None = None) -> list[Issue]:
    """Valide ces réponses, chacune à part, et dit ce qu’il en fut de chacune ; lève `Interdit`.

    `versions` : celles que le responsable a lues ; une proposition qui a changé depuis n’est pas validée.
    """
    if not peut_valider(agent, SERVICE_RECOURS):
        raise Interdit
    lues = versions or {}
    return [_valider_a_part(identifiant, agent, lues.get(identifiant)) for identifiant in dict.fromkeys(ids)]


def _valider_a_part(requete_id: UUID, agent: Agent, version: int | None) -> Issue:
    try:
        with transaction():
            _valider(verrouiller(Requete, requete_id), agent, version)
    except ErreurMetier as refus:
        return Issue(requete_id, refus.message)
    return Issue(requete_id)


def _valider(requete: Requete, agent: Agent, version: int | None) -> None:
    if requete.etat is not EtatRequete.RAPPROCHEE:
        raise TransitionInterdite(_("Ce n’est plus possible : la requête a changé d’état entre-temps."))
    if requete.agent_id == agent.id:
        raise SaProposition
    if version not in {None, requete.version}:
        raise ConflitDeVersion(_("Cette proposition a changé depuis que vous l’avez lue."))
    requete.passer_a(EtatRequete.VALIDEE)
    requete.validee_par_id, requete.validee_le = agent.id, horloge.maintenant()
    inscrire("valider_reponse", auteur=auteur_agent(agent), objet=(OBJET, requete.id))


def renvoyer(requete_id: UUID, motif: str, agent: Agent) -> Requete:
    """Rend une proposition à instruire, avec ce qu’il faut revoir ; une réponse validée peut l’être jusqu’à son départ.

    Lève `Interdit`, `MotifManquant`, `TransitionInterdite`.
    """
    if not peut_valider(agent, SERVICE_RECOURS):
        raise Interdit
    if not motif.strip():
        raise MotifManquant
    with transaction():
        requete = verrouiller(Requete, requete_id)
        plusieurs = _candidats(requete) > 1
        if requete.etat not in {EtatRequete.RAPPROCHEE, EtatRequete.VALIDEE}:
            raise TransitionInterdite(_("Ce n’est plus possible : la requête a changé d’état entre-temps."))
        requete.passer_a(EtatRequete.HOMONYMIE if plusieurs else EtatRequete.IDENTIFIEE)
        oublier_la_reponse(requete, motif=motif.strip())
        inscrire("renvoyer_reponse", auteur=auteur_agent(agent), objet=(OBJET, requete.id), texte=motif)
    return requete


def _candidats(requete: Requete) -> int:
    siens = select(func.count()).select_from(Rapprochement).where(Rapprochement.requete_id == requete.id)
    return session.scalar(siens) or 0
