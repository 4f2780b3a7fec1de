"""Décider : l’instructeur propose, le responsable signe ; deux personnes ne décident jamais toutes les deux."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from uuid import UUID, uuid4

from portail.dossiers import courriers
from portail.dossiers.actions.commun import (
    demarche_du,
    exiger_un_delai_ouvert,
    prevenir,
    recalculer,
    toucher,
    verifier_revision,
    verrouiller_pour_agent,
    verrouiller_pour_usager,
)
from portail.dossiers.actions.instruction import accuser
from portail.dossiers.contextes import contexte_decision
from portail.dossiers.delegations.signature import peut_signer
from portail.dossiers.erreurs import AccordAcquis
from portail.dossiers.etats import Geste, NatureDecision
from portail.dossiers.evenements import DecisionEnVigueur, DecisionSignee
from portail.dossiers.models import Decision, Dossier
from portail.dossiers.propositions.queries import exiger_l_acceptation
from portail.dossiers.queries import decision_de, projet_de_decision
from portail.dossiers.visas.avertir import avertir_les_viseurs
from portail.dossiers.visas.queries import exiger_les_visas, visa_attendu
from portail.identite.actions import auteur_agent, auteur_usager
from portail.identite.models import Agent, Usager
from portail.journal.actions import Auteur, inscrire
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Interdit, SaisieInvalide, TransitionInterdite
from portail.socle.evenements import publier
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

    Lève `SaisieInvalide` (motifs), `ConflitDeVersion` ou `TransitionInterdite` (quelqu’un, ou le silence, a décidé
    avant).
    """
    verifier_motifs(projet)
    with transaction():
        dossier = verrouiller_pour_agent(dossier_id, agent)
        verifier_revision(dossier, revision)
        return prononcer(dossier, agent=agent, projet=projet)


def prononcer(dossier: Dossier, *, agent: Agent, projet: Projet) -> Decision:
    """Signe ou propose la décision du dossier, déjà verrouillé, dans la transaction courante."""
    _verifier_ce_qui_est_acquis(dossier, projet.nature)
    _exiger_un_montant(dossier, projet)
    abandonner_le_projet(dossier)
    decision = Decision(
        id=uuid4(),
        dossier_id=dossier.id,
        nature=projet.nature,
        motifs=[dict(motif) for motif in projet.motifs],
        montant=projet.montant,
        propose_par_id=agent.id,
        propose_le=horloge.maintenant(),
    )
    session.add(decision)
    signe = peut_signer(agent, dossier, nature=projet.nature, montant=projet.montant)
    if signe and visa_attendu(dossier, decision) is None:
        apposer_la_signature(dossier, decision, agent, geste=GESTES[decision.nature])
    else:
        _proposer(dossier, agent, projet.nature)
    return decision


def signer(dossier_id: UUID, *, agent: Agent, revision: int | None) -> Decision:
    """Signe la décision proposée et la notifie ; lève `Interdit` sans délégation, `VisaAttendu` s’il manque un visa."""
    with transaction():
        dossier = verrouiller_pour_agent(dossier_id, agent)
        verifier_revision(dossier, revision)
        decision = projet_de_decision(dossier)
        if decision is None:
            raise TransitionInterdite if peut_signer(agent, dossier) else Interdit
        if not peut_signer(agent, dossier, nature=decision.nature, montant=decision.montant):
            raise Interdit
        exiger_les_visas(dossier, decision)
        _verifier_ce_qui_est_acquis(dossier, decision.nature)
        apposer_la_signature(dossier, decision, agent, geste=GESTES[decision.nature])
    return decision


def renvoyer(dossier_id: UUID, *, agent: Agent, revision: int | None) -> Dossier:
    """Rend le dossier à l’instruction sans signer ; le projet est abandonné."""
    with transaction():
        dossier = verrouiller_pour_agent(dossier_id, agent)
        verifier_revision(dossier, revision)
        if not peut_signer(agent, dossier):
            raise Interdit
        abandonner_le_projet(dossier)
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
        exiger_un_delai_ouvert(dossier)
        if decision_de(dossier) is not None:
            raise TransitionInterdite
        dossier.appliquer(Geste.CLASSER, auteur=auteur_agent(agent))
        recalculer(dossier)
        toucher(dossier)
        courriers.remettre_classement(dossier, demarche_du(dossier), motif)
        prevenir(dossier, "dossier/classe")
    return dossier


def abandonner_le_projet(dossier: Dossier) -> None:
    """Efface la décision proposée, s’il y en a une : une autre la remplace, ou l’étude reprend."""
    projet = projet_de_decision(dossier)
    if projet is not None:
        session.delete(projet)


def _verifier_ce_qui_est_acquis(dossier: Dossier, nature: NatureDecision) -> None:
    """Lève `SilenceEchu` passé le délai, `AccordAcquis` si le silence a donné un droit que l’on voudrait refuser."""
    exiger_un_delai_ouvert(dossier)
    exiger_l_acceptation(dossier, demarche_du(dossier), nature)
    en_vigueur = decision_de(dossier)
    if en_vigueur and en_vigueur.nature is NatureDecision.ACCORD_IMPLICITE and nature is not NatureDecision.ACCORD:
        raise AccordAcquis


def _exiger_un_montant(dossier: Dossier, projet: Projet) -> None:
    """Lève `SaisieInvalide` si un accord partiel ne dit pas ce qu’il accorde, quand l’aide est une somme."""
    if projet.nature is NatureDecision.ACCORD_PARTIEL and demarche_du(dossier).montant_accorde and not projet.montant:
        raise SaisieInvalide(_("Un accord partiel dit le montant accordé."))


def verifier_motifs(projet: Projet) -> None:
    """Lève `SaisieInvalide` si la nature n’est pas de celles qu’on signe, ou si ses motifs manquent."""
    if projet.nature not in GESTES:
        raise SaisieInvalide
    if projet.motifs or projet.nature in DEFAVORABLES:
        exiger_des_motifs(projet.motifs)


def exiger_des_motifs(motifs: Sequence[Mapping[str, str]]) -> None:
    """Lève `SaisieInvalide` s’il n’y a pas de motif, ou si l’un ne dit pas le droit et le fait (CRPA, L211-5)."""
    if not motifs:
        raise SaisieInvalide(
            _("Choisissez au moins un motif : une décision défavorable se motive en droit et en fait.")
        )
    if any(not motif.get("droit", "").strip() or not motif.get("fait", "").strip() for motif in motifs):
        raise SaisieInvalide(_("Chaque motif dit la règle (en droit) et la situation (en fait)."))


def _proposer(dossier: Dossier, agent: Agent, nature: NatureDecision) -> None:
    dossier.appliquer(Geste.PROPOSER, auteur=auteur_agent(agent), details={"nature": nature.value})
    accuser(dossier, auteur=auteur_agent(agent))
    dossier.agent_id = dossier.agent_id or agent.id
    recalculer(dossier)
    toucher(dossier)
    avertir_les_viseurs(dossier)


def apposer_la_signature(dossier: Dossier, decision: Decision, agent: Agent, *, geste: Geste) -> None:
    """Signe, date, remet le courrier et prévient ; le nom, la qualité et le service sont figés (CRPA, L212-1).

    Lève `MentionManquante` si la lettre ne porte pas tout ce que la loi exige : rien n’est alors signé.
    """
    auteur = auteur_agent(agent)
    dossier.appliquer(geste, auteur=auteur, details={"nature": decision.nature.value})
    accuser(dossier, auteur=auteur)
    service = service_de(dossier.service_code)
    mettre_en_vigueur(dossier, decision, horloge.aujourd_hui())
    decision.signataire_id = agent.id
    decision.signataire = {"prenom": agent.prenom, "nom": agent.nom, "qualite": agent.qualite, "service": service.nom}
    decision.signe_le = horloge.maintenant()
    mettre_a_disposition(dossier, decision, auteur=auteur)
    recalculer(dossier)
    toucher(dossier)
    courriers.remettre_decision(dossier, demarche_du(dossier), decision)
    prevenir(dossier, "dossier/decision", contexte_decision(dossier))
    publier(DecisionSignee(dossier, decision, agent))


def mettre_en_vigueur(dossier: Dossier, decision: Decision, jour: date) -> None:
    """Date la décision ; celle qui était en vigueur est remplacée et reste lisible."""
    ancienne = decision_de(dossier)
    if ancienne is not None:
        ancienne.remplacee_le = horloge.maintenant()
        decision.remplace_id = ancienne.id
    dossier.pli_retourne = False
    session.add(decision)
    session.flush()  # l’ancienne cède la place avant que la nouvelle la prenne : la base n’en admet qu’une
    decision.date_decision = jour
    session.flush()
    publier(DecisionEnVigueur(dossier, decision))


def mettre_a_disposition(dossier: Dossier, decision: Decision, *, auteur: Auteur) -> None:
    """Note que la décision est dans l’espace de la personne : le délai de consultation part de là (CRPA, R112-20)."""
    inscrire(
        "mettre_a_disposition",
        auteur=auteur,
        objet=("dossier", dossier.id),
        details={"decision": str(decision.id), "electronique": dossier.accord_electronique},
    )


def noter_consultation(dossier_id: UUID, *, usager: Usager, decision_id: UUID | None = None) -> None:
    """Note la première lecture de la décision en vigueur par la personne : c’est sa notification (CRPA, R112-20).

    `decision_id` : la décision lue ; une ancienne, remplacée, se relit sans rien dater.
    """
    with transaction():
        dossier = verrouiller_pour_usager(dossier_id, usager)
        decision = decision_de(dossier)
        if decision is None or decision_id not in (None, decision.id):
            return
        if decision.consulte_le is None:
            decision.consulte_le = horloge.maintenant()
            inscrire("consulter_decision", auteur=auteur_usager(usager), objet=("dossier", dossier.id))
            dossier.pli_retourne = False  # lue, elle est notifiée : plus rien à renvoyer
            recalculer(dossier)
