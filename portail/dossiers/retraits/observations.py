"""Inviter la personne à présenter ses observations avant de lui reprendre un droit (CRPA, L121-1 et L122-1)."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from portail.documents.redaction import Redaction
from portail.dossiers.actions.commun import demarche_du, prevenir, toucher, verifier_revision, verrouiller_pour_agent
from portail.dossiers.actions.complement import est_un_delai
from portail.dossiers.erreurs import (
    ContradictoireExige,
    FondementImpossible,
    ObservationsAExaminer,
    ObservationsAttendues,
)
from portail.dossiers.etats import TRANSITIONS, Fondement, NatureDecision
from portail.dossiers.models import Decision, Dossier, Message
from portail.dossiers.queries import decision_de
from portail.dossiers.retraits import lettres
from portail.dossiers.retraits.models import Contradictoire
from portail.dossiers.retraits.queries import a_recu_des_observations, contradictoire_pour
from portail.dossiers.retraits.regles import GESTES, demande_le_contradictoire, est_possible
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.journal.actions import inscrire
from portail.parametres.queries import entier_au
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import SaisieInvalide, TransitionInterdite
from portail.socle.traduction import LANGUE_SOURCE, _

DELAI = "observations_delai"
"""Code du paramètre : jours laissés au moins pour présenter ses observations."""
_MESSAGE = _(
    "Nous envisageons de revenir sur la décision prise sur votre demande. Le courrier de ce jour dit pourquoi. "
    "Répondez à ce message avant le %(jour)s pour présenter vos observations, ou pour demander à être entendu."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Ce que l’on annonce à la personne : ce qui est envisagé, pourquoi, et jusqu’à quand elle peut répondre."""

    nature: NatureDecision
    fondement: Fondement
    fait: str
    date_limite: date


def premiere_date() -> date:
    """Rend le premier jour que l’on peut fixer comme limite pour présenter des observations."""
    return horloge.aujourd_hui() + timedelta(days=entier_au(DELAI))


def inviter(dossier_id: UUID, *, agent: Agent, invitation: Invitation, revision: int | None) -> Contradictoire:
    """Invite la personne à présenter ses observations : une lettre, un message daté, un avis.

    Lève `FondementImpossible` si la loi ne permet pas ce retrait, `SaisieInvalide` sans raison ou sans délai utile,
    `TransitionInterdite` s’il n’y a rien à retirer qui demande cet échange.
    """
    if not invitation.fait.strip():
        raise SaisieInvalide(_("Dites à la personne ce qui est reproché à la décision."))
    with transaction():
        dossier = verrouiller_pour_agent(dossier_id, agent)
        verifier_revision(dossier, revision)
        visee = decision_visee(dossier, invitation.nature, invitation.fondement)
        if not demande_le_contradictoire(visee.nature, invitation.fondement):
            raise TransitionInterdite
        if not est_un_delai(invitation.date_limite) or invitation.date_limite < premiere_date():
            jour = Redaction.en(LANGUE_SOURCE).jour(premiere_date())
            raise SaisieInvalide(
                _("Laissez à la personne le temps de répondre : au plus tôt le %(jour)s."), {"jour": jour}
            )
        ouvert = _ouvrir(dossier, visee, invitation, agent)
        _annoncer(dossier, ouvert, agent)
    return ouvert


def _ouvrir(dossier: Dossier, visee: Decision, invitation: Invitation, agent: Agent) -> Contradictoire:
    ouvert = Contradictoire(
        dossier_id=dossier.id,
        decision_id=visee.id,
        agent_id=agent.id,
        nature=invitation.nature,
        fondement=invitation.fondement,
        fait=invitation.fait.strip(),
        ouvert_le=horloge.maintenant(),
        date_limite=invitation.date_limite,
    )
    session.add(ouvert)
    session.flush()
    dossier.revision += 1
    details = {
        "nature": invitation.nature.value,
        "fondement": invitation.fondement.value,
        "limite": invitation.date_limite.isoformat(),
    }
    inscrire("inviter_a_observer", auteur=auteur_agent(agent), objet=("dossier", dossier.id), details=details)
    return ouvert


def _annoncer(dossier: Dossier, ouvert: Contradictoire, agent: Agent) -> None:
    lettres.remettre_invitation(dossier, demarche_du(dossier), ouvert)
    redaction = Redaction.en(dossier.langue)
    jour = redaction.jour(ouvert.date_limite)
    session.add(
        Message(
            dossier_id=dossier.id,
            agent_id=agent.id,
            texte=redaction.texte(_MESSAGE, jour=jour),
            envoye_le=ouvert.ouvert_le,
        )
    )
    prevenir(dossier, "dossier/observations", {"date_limite": jour})
    toucher(dossier)


def decision_visee(dossier: Dossier, nature: NatureDecision, fondement: Fondement) -> Decision:
    """Rend la décision en vigueur si la loi permet d’y revenir ainsi aujourd’hui.

    Lève `TransitionInterdite` si rien n’est décidé ou si l’étude a repris, `FondementImpossible` si la loi ne le permet
    pas, ou plus.
    """
    visee = decision_de(dossier)
    if visee is None or visee.date_decision is None or dossier.etat not in TRANSITIONS[GESTES[nature]].depuis:
        raise TransitionInterdite
    jour = horloge.aujourd_hui()
    if not est_possible(visee.nature, nature, fondement, date_decision=visee.date_decision, jour=jour):
        raise FondementImpossible
    return visee


def exiger_le_contradictoire(visee: Decision, nature: NatureDecision, fondement: Fondement, *, examinees: bool) -> None:
    """Lève un refus si la personne n’a pas été mise à même de présenter ses observations sur ce retrait.

    `examinees` : qui décide dit avoir examiné celles qui sont arrivées.
    """
    if not demande_le_contradictoire(visee.nature, fondement):
        return
    invitation = contradictoire_pour(visee.id, nature, fondement)
    if invitation is None:
        raise ContradictoireExige
    recues = a_recu_des_observations(invitation)
    if recues and not examinees:
        raise ObservationsAExaminer
    if not recues and horloge.aujourd_hui() <= invitation.date_limite:
        jour = Redaction.en(LANGUE_SOURCE).jour(invitation.date_limite)
        raise ObservationsAttendues(valeurs={"jour": jour})
