"""Le silence : ce que le portail constate seul, puis ce que la personne et le service peuvent encore faire."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select

from portail.demarche.droit import Silence
from portail.documents.redaction import Redaction
from portail.dossiers import courriers, lettres_du_silence
from portail.dossiers.actions.commun import (
    demarche_du,
    prevenir,
    recalculer,
    toucher,
    verifier_revision,
    verrouiller_pour_agent,
    verrouiller_pour_usager,
)
from portail.dossiers.actions.decision import exiger_des_motifs, mettre_en_vigueur
from portail.dossiers.contextes import contexte_du_document
from portail.dossiers.erreurs import DelaiDeRecoursPasse
from portail.dossiers.etats import ETATS_EN_COURS, IMPLICITES, RETRAITS, Geste, NatureDecision
from portail.dossiers.evenements import TermePasse
from portail.dossiers.horloges.lecture import horloges_du
from portail.dossiers.horloges.types import Code, Horloges, Marche
from portail.dossiers.models import Decision, Document, Dossier, Message
from portail.dossiers.queries import decision_de, projet_de_retrait, projet_en_attente, silence_echu
from portail.identite.actions import auteur_agent, auteur_usager
from portail.identite.models import Agent, Usager
from portail.journal.actions import SYSTEME, inscrire
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import TransitionInterdite
from portail.socle.evenements import publier
from portail.socle.traduction import _

NATURES: Mapping[Silence, NatureDecision] = MappingProxyType(
    {Silence.ACCORD: NatureDecision.ACCORD_IMPLICITE, Silence.REJET: NatureDecision.REFUS_IMPLICITE}
)
_DEMANDE_DE_MOTIFS = _(
    "Je demande les motifs du rejet implicite de ma demande (article L. 232-4 du code des relations entre le public et "
    "l’administration)."
)


def constater_silence(dossier_id: UUID) -> bool:
    """Enregistre la décision que le silence a fait naître ; rend vrai si c’est fait. Rejouable.

    Le journal fait foi : il est relu sous le verrou, et une colonne qui s’en écartait est réparée.
    """
    with transaction():
        dossier = verrouiller(Dossier, dossier_id)
        if not silence_echu(dossier):
            return False
        silence = recalculer(dossier).silence
        if silence is None or silence.echeance is None or not silence_echu(dossier):
            return False
        _naitre(dossier, silence.echeance)
    return True


def passer_le_terme(dossier_id: UUID) -> bool:
    """Note que le service n’a pas décidé avant son terme, et le fait savoir ; rend vrai si c’est fait. Rejouable."""
    with transaction():
        dossier = verrouiller(Dossier, dossier_id)
        if dossier.etat not in ETATS_EN_COURS or silence_echu(dossier):
            return False
        terme = next((une for une in recalculer(dossier).propres if une.code is Code.TERME), None)
        if terme is None or not terme.court or terme.marche(horloge.aujourd_hui()) is not Marche.ECHUE:
            return False
        inscrire("passer_terme", auteur=SYSTEME, objet=("dossier", dossier.id))
        recalculer(dossier)
        toucher(dossier)
        publier(TermePasse(dossier))
    return True


def _naitre(dossier: Dossier, jour: date) -> None:
    """Fait entrer en vigueur la décision implicite, sans signataire, et l’apprend à la personne et à l’agent."""
    demarche = demarche_du(dossier)
    nature = NATURES[demarche.silence]
    details = {"nature": nature.value, "jour": jour.isoformat()}
    dossier.appliquer(Geste.CONSTATER_SILENCE, auteur=SYSTEME, details=details)
    decision = Decision(dossier_id=dossier.id, nature=nature, motifs=[], propose_le=horloge.maintenant())
    mettre_en_vigueur(dossier, decision, jour)
    recalculer(dossier)
    toucher(dossier)
    document = lettres_du_silence.remettre_decision_implicite(dossier, demarche, decision)
    prevenir(dossier, "dossier/silence", contexte_du_document(document))
    courriers.prevenir_agent(dossier, "agent/silence")


def reexaminer(dossier_id: UUID, *, agent: Agent, revision: int | None) -> Dossier:
    """Reprend l’étude après une décision implicite, retirée ou abrogée ; elle reste en vigueur jusqu’à la prochaine.

    Une décision qui attendait une signature la retrouve ; un retrait proposé est abandonné. Lève `TransitionInterdite`
    si la décision est expresse.
    """
    with transaction():
        dossier = verrouiller_pour_agent(dossier_id, agent)
        verifier_revision(dossier, revision)
        _exiger(dossier, *IMPLICITES, *RETRAITS)
        _abandonner_le_retrait(dossier)
        dossier.appliquer(Geste.REEXAMINER, auteur=auteur_agent(agent))
        dossier.agent_id = dossier.agent_id or agent.id
        projet = projet_en_attente(dossier)
        if projet is not None:
            dossier.appliquer(Geste.PROPOSER, auteur=auteur_agent(agent), details={"nature": projet.nature.value})
        recalculer(dossier)
        toucher(dossier)
    return dossier


def _abandonner_le_retrait(dossier: Dossier) -> None:
    """Efface le retrait proposé : l’étude qui reprend dira ce qu’il en est."""
    retrait = projet_de_retrait(dossier)
    if retrait is not None:
        session.delete(retrait)


def demander_attestation(dossier_id: UUID, *, usager: Usager) -> Document:
    """Délivre aussitôt l’attestation de l’accord implicite (CRPA, L232-3) ; demandée deux fois, c’est la même."""
    with transaction():
        dossier = verrouiller_pour_usager(dossier_id, usager)
        decision = _exiger(dossier, NatureDecision.ACCORD_IMPLICITE)
        deja = _document(decision, lettres_du_silence.ATTESTATION)
        if deja is not None:
            return deja
        inscrire("demander_attestation", auteur=auteur_usager(usager), objet=("dossier", dossier.id))
        document = lettres_du_silence.remettre_attestation(dossier, demarche_du(dossier), decision)
        toucher(dossier)
    return document


def demander_motifs(dossier_id: UUID, *, usager: Usager) -> date:
    """Demande les motifs du rejet implicite et rend le jour où ils sont dus, un mois plus tard (CRPA, L232-4).

    Lève `DelaiDeRecoursPasse` hors du délai de recours, `TransitionInterdite` si c’est déjà demandé.
    """
    with transaction():
        dossier = verrouiller_pour_usager(dossier_id, usager)
        _exiger(dossier, NatureDecision.REFUS_IMPLICITE)
        horloges = horloges_du(dossier)
        if horloges.motifs is not None:
            raise TransitionInterdite
        if not peut_demander_motifs(horloges, horloge.aujourd_hui()):
            raise DelaiDeRecoursPasse
        inscrire("demander_motifs", auteur=auteur_usager(usager), objet=("dossier", dossier.id))
        echeance = _echeance_des_motifs(recalculer(dossier))
        _ecrire_la_demande(dossier, usager)
        toucher(dossier)
        redaction = Redaction.en("fr")
        courriers.prevenir_le_service(dossier, "agent/motifs", {"date_limite": redaction.jour(echeance)})
    return echeance


def peut_demander_motifs(horloges: Horloges, jour: date) -> bool:
    """Vrai si la personne peut demander les motifs : dans le délai de recours, ou sans délai s’il ne vaut pas."""
    if horloges.decision is not NatureDecision.REFUS_IMPLICITE or horloges.motifs is not None:
        return False
    recours = horloges.recours
    return not horloges.opposable or (recours is not None and recours.marche(jour) is not Marche.ECHUE)


def communiquer_motifs(
    dossier_id: UUID, *, agent: Agent, motifs: Sequence[Mapping[str, str]], revision: int | None
) -> Document:
    """Communique à la personne les motifs du rejet implicite, en droit et en fait (CRPA, L232-4 et L211-5).

    Lève `SaisieInvalide` si un motif manque ou n’est pas complet, `TransitionInterdite` si personne ne les attend.
    """
    exiger_des_motifs(motifs)
    with transaction():
        dossier = verrouiller_pour_agent(dossier_id, agent)
        verifier_revision(dossier, revision)
        decision = _exiger(dossier, NatureDecision.REFUS_IMPLICITE)
        attendus = horloges_du(dossier).motifs
        if attendus is None or attendus.depart is None or attendus.arret is not None:
            raise TransitionInterdite
        decision.motifs = [dict(motif) for motif in motifs]
        dossier.revision += 1
        codes = [motif["code"] for motif in motifs]
        inscrire(
            "communiquer_motifs", auteur=auteur_agent(agent), objet=("dossier", dossier.id), details={"motifs": codes}
        )
        recalculer(dossier)
        toucher(dossier)
        document = lettres_du_silence.remettre_motifs(
            dossier, demarche_du(dossier), decision, demandes_le=attendus.depart
        )
        prevenir(dossier, "dossier/motifs")
    return document


def _exiger(dossier: Dossier, *natures: NatureDecision) -> Decision:
    """Rend la décision en vigueur si elle est de l’une de ces natures ; lève `TransitionInterdite` sinon."""
    decision = decision_de(dossier)
    if decision is None or decision.nature not in natures:
        raise TransitionInterdite
    return decision


def _document(decision: Decision, nature: str) -> Document | None:
    return session.scalars(
        select(Document).where(
            Document.objet_id == decision.id, Document.nature == nature, Document.revoque_le.is_(None)
        )
    ).first()


def _echeance_des_motifs(horloges: Horloges) -> date:
    if horloges.motifs is None or horloges.motifs.echeance is None:
        raise TransitionInterdite
    return horloges.motifs.echeance


def _ecrire_la_demande(dossier: Dossier, usager: Usager) -> None:
    """Met la demande dans la messagerie : le service la lit là où il lit les autres."""
    texte = Redaction.en(dossier.langue).traduire(_DEMANDE_DE_MOTIFS)
    session.add(Message(dossier_id=dossier.id, usager_id=usager.id, texte=texte, envoye_le=horloge.maintenant()))
