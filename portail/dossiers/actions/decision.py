"""Décider : l’instructeur propose, le responsable signe ; deux personnes ne décident jamais toutes les deux."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from uuid import UUID

from portail.dossiers import courriers
from portail.dossiers.actions.commun import (
    demarche_du,
    prevenir,
    recalculer_echeance,
    reprendre_le_delai,
    toucher,
    verifier_revision,
    verrouiller_pour_agent,
    verrouiller_pour_usager,
)
from portail.dossiers.actions.instruction import accuser
from portail.dossiers.etats import Geste, NatureDecision
from portail.dossiers.habilitations import peut_signer
from portail.dossiers.models import Decision, Dossier
from portail.dossiers.queries import complement_ouvert, decision_de, projet_de_decision
from portail.identite.actions import auteur_agent, auteur_usager
from portail.identite.models import Agent, Usager
from portail.journal.actions import inscrire
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Interdit, SaisieInvalide, TransitionInterdite
from portail.socle.traduction import _
from portail.territoire.queries import service_de

GESTES: Mapping[NatureDecision, Geste] = MappingProxyType(
    {
        NatureDecision.ACCORD: Geste.ACCEPTER,
        NatureDecision.ACCORD_PARTIEL: Geste.ACCEPTER,
        NatureDecision.REFUS: Geste.REFUSER,
        NatureDecision.IRRECEVABILITE: Geste.DECLARER_IRRECEVABLE,
    }
)
DEFAVORABLES = frozenset({NatureDecision.ACCORD_PARTIEL, NatureDecision.REFUS, NatureDecision.IRRECEVABILITE})
"""Ce qui se motive en droit et en fait (CRPA, L211-2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Projet:
    """Ce que l’agent propose : nature, motifs `{"code", "droit", "fait"}`, montant en euros."""

    nature: NatureDecision
    motifs: Sequence[Mapping[str, str]] = field(default_factory=tuple)
    montant: Decimal | None = None


def decider(dossier_id: UUID, *, agent: Agent, projet: Projet, revision: int | None) -> Decision:
    """Signe la décision si l’agent en a le droit, sinon la propose à la signature.

    Lève `SaisieInvalide` (motifs), `ConflitDeVersion` ou `TransitionInterdite` (quelqu’un a décidé avant).
    """
    _verifier_motifs(projet)
    with transaction():
        dossier = verrouiller_pour_agent(dossier_id, agent)
        verifier_revision(dossier, revision)
        _abandonner_le_projet(dossier)
        decision = Decision(
            dossier_id=dossier.id,
            nature=projet.nature,
            motifs=[dict(motif) for motif in projet.motifs],
            montant=projet.montant,
            propose_par_id=agent.id,
            propose_le=horloge.maintenant(),
        )
        session.add(decision)
        if peut_signer(agent, dossier):
            _signer(dossier, decision, agent)
        else:
            _proposer(dossier, agent, projet.nature)
    return decision


def signer(dossier_id: UUID, *, agent: Agent, revision: int | None) -> Decision:
    """Signe la décision proposée et la notifie ; lève `Interdit` sans délégation de signature."""
    with transaction():
        dossier = verrouiller_pour_agent(dossier_id, agent)
        verifier_revision(dossier, revision)
        if not peut_signer(agent, dossier):
            raise Interdit
        decision = projet_de_decision(dossier)
        if decision is None:
            raise TransitionInterdite
        _signer(dossier, decision, agent)
    return decision


def renvoyer(dossier_id: UUID, *, agent: Agent, revision: int | None) -> Dossier:
    """Rend le dossier à l’instruction sans signer ; le projet est abandonné."""
    with transaction():
        dossier = verrouiller_pour_agent(dossier_id, agent)
        verifier_revision(dossier, revision)
        if not peut_signer(agent, dossier):
            raise Interdit
        _abandonner_le_projet(dossier)
        dossier.appliquer(Geste.RENVOYER, auteur=auteur_agent(agent))
        toucher(dossier)
    return dossier


def classer(dossier_id: UUID, *, agent: Agent, motif: str, revision: int | None) -> Dossier:
    """Classe sans suite, avec la raison dite à la personne ; ce n’est pas une décision de refus."""
    if not motif.strip():
        raise SaisieInvalide(_("Dites à la personne pourquoi sa demande est classée."))
    with transaction():
        dossier = verrouiller_pour_agent(dossier_id, agent)
        verifier_revision(dossier, revision)
        dossier.appliquer(Geste.CLASSER, auteur=auteur_agent(agent))
        recalculer_echeance(dossier)
        toucher(dossier)
        courriers.remettre_classement(dossier, demarche_du(dossier), motif)
        prevenir(dossier, "dossier/classe")
    return dossier


def _abandonner_le_projet(dossier: Dossier) -> None:
    """Efface la décision proposée, s’il y en a une : une autre la remplace, ou l’étude reprend."""
    projet = projet_de_decision(dossier)
    if projet is not None:
        session.delete(projet)


def _verifier_motifs(projet: Projet) -> None:
    if projet.nature not in GESTES:
        raise SaisieInvalide
    if projet.nature in DEFAVORABLES and not projet.motifs:
        raise SaisieInvalide(
            _("Choisissez au moins un motif : une décision défavorable se motive en droit et en fait.")
        )
    if any(not motif.get("droit", "").strip() or not motif.get("fait", "").strip() for motif in projet.motifs):
        raise SaisieInvalide(_("Chaque motif dit la règle (en droit) et la situation (en fait)."))


def _proposer(dossier: Dossier, agent: Agent, nature: NatureDecision) -> None:
    complement = complement_ouvert(dossier)
    dossier.appliquer(Geste.PROPOSER, auteur=auteur_agent(agent), details={"nature": nature.value})
    accuser(dossier, auteur=auteur_agent(agent))
    dossier.agent_id = dossier.agent_id or agent.id
    if complement is not None:
        reprendre_le_delai(dossier, complement)
    toucher(dossier)


def _signer(dossier: Dossier, decision: Decision, agent: Agent) -> None:
    """Signe, date, remet le courrier et prévient ; le nom, la qualité et le service sont figés (CRPA, L212-1)."""
    auteur = auteur_agent(agent)
    dossier.appliquer(GESTES[decision.nature], auteur=auteur, details={"nature": decision.nature.value})
    accuser(dossier, auteur=auteur)
    service = service_de(dossier.service_code)
    decision.signataire_id = agent.id
    decision.signataire = {"prenom": agent.prenom, "nom": agent.nom, "qualite": agent.qualite, "service": service.nom}
    decision.signe_le = horloge.maintenant()
    dossier.suspendu_depuis = None
    recalculer_echeance(dossier)
    toucher(dossier)
    session.flush()
    courriers.remettre_decision(dossier, demarche_du(dossier), decision)
    prevenir(dossier, "dossier/decision")


def noter_consultation(dossier_id: UUID, *, usager: Usager) -> None:
    """Note la première consultation de la décision par la personne : c’est la date de notification (CRPA, R112-20)."""
    with transaction():
        dossier = verrouiller_pour_usager(dossier_id, usager)
        decision = decision_de(dossier)
        if decision is not None and decision.consulte_le is None:
            decision.consulte_le = horloge.maintenant()
            inscrire("consulter_decision", auteur=auteur_usager(usager), objet=("dossier", dossier.id))
