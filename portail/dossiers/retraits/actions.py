"""Revenir sur une décision signée : la retirer ou l’abroger, par une autre décision, motivée, visée et signée de même.

Le dossier reste décidé le temps que le projet attend : la décision en vigueur vaut jusqu’à la signature.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from portail.documents.redaction import Redaction
from portail.dossiers import courriers
from portail.dossiers.actions.commun import toucher, verifier_revision, verrouiller_pour_agent
from portail.dossiers.actions.decision import apposer_la_signature
from portail.dossiers.delegations.signature import peut_signer
from portail.dossiers.etats import RETRAITS, Fondement, NatureDecision
from portail.dossiers.models import Decision, Dossier
from portail.dossiers.queries import projet_de_retrait
from portail.dossiers.retraits.observations import decision_visee, exiger_le_contradictoire
from portail.dossiers.retraits.regles import GESTES, LIBELLES, textes_possibles
from portail.dossiers.visas.avertir import avertir_les_viseurs
from portail.dossiers.visas.queries import exiger_les_visas, visa_attendu
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.journal.actions import inscrire
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Interdit, SaisieInvalide, TransitionInterdite
from portail.socle.traduction import _


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjetDeRetrait:
    """Ce que l’agent propose ; `fait` : la raison, telle que la personne la lira.

    `demandee_le` : le jour de la demande de la personne, si c’est elle qui le demande. `observations_examinees` : qui
    propose a examiné les observations reçues.
    """

    nature: NatureDecision
    fondement: Fondement
    fait: str
    demandee_le: date | None = None
    observations_examinees: bool = False


def revenir_sur_la_decision(
    dossier_id: UUID, *, agent: Agent, projet: ProjetDeRetrait, revision: int | None
) -> Decision:
    """Signe le retrait ou l’abrogation si l’agent en a le droit, sinon les propose au visa et à la signature.

    Lève `FondementImpossible`, `ContradictoireExige`, `ObservationsAttendues`, `ObservationsAExaminer`,
    `SaisieInvalide` (raison), `ConflitDeVersion` ou `TransitionInterdite`.
    """
    if projet.nature not in RETRAITS or not projet.fait.strip():
        raise SaisieInvalide(_("Dites la raison de ce retrait, telle que la personne la lira."))
    with transaction():
        dossier = verrouiller_pour_agent(dossier_id, agent)
        verifier_revision(dossier, revision)
        visee = _verifier(dossier, projet.nature, projet.fondement, examinees=projet.observations_examinees)
        _verifier_la_demande(projet, visee)
        _abandonner(dossier)
        decision = _projeter(dossier, projet, visee, agent)
        if peut_signer(agent, dossier, nature=projet.nature) and visa_attendu(dossier, decision) is None:
            apposer_la_signature(dossier, decision, agent, geste=GESTES[decision.nature])
        else:
            _proposer(dossier, decision, agent)
    return decision


def signer(dossier_id: UUID, *, agent: Agent, revision: int | None) -> Decision:
    """Signe le retrait ou l’abrogation proposés ; ce que la loi demande est revérifié ce jour-là."""
    with transaction():
        dossier = verrouiller_pour_agent(dossier_id, agent)
        verifier_revision(dossier, revision)
        projet = _projet_a_signer(dossier, agent)
        exiger_les_visas(dossier, projet)
        if projet.fondement is None:
            raise TransitionInterdite
        _verifier(dossier, projet.nature, projet.fondement, examinees=True)
        apposer_la_signature(dossier, projet, agent, geste=GESTES[projet.nature])
    return projet


def renvoyer(dossier_id: UUID, *, agent: Agent, revision: int | None) -> Dossier:
    """Abandonne le retrait proposé sans le signer : la décision en vigueur le reste."""
    with transaction():
        dossier = verrouiller_pour_agent(dossier_id, agent)
        verifier_revision(dossier, revision)
        projet = _projet_a_signer(dossier, agent)
        details = {"nature": projet.nature.value}
        session.delete(projet)
        dossier.revision += 1
        inscrire("renvoyer_le_retrait", auteur=auteur_agent(agent), objet=("dossier", dossier.id), details=details)
        toucher(dossier)
        courriers.prevenir_agent(dossier, "agent/visa_refuse")
    return dossier


def _projet_a_signer(dossier: Dossier, agent: Agent) -> Decision:
    """Rend le retrait proposé si l’agent le signe ; lève `Interdit`, ou `TransitionInterdite` s’il n’y en a pas."""
    projet = projet_de_retrait(dossier)
    if not peut_signer(agent, dossier, nature=projet.nature if projet else None):
        raise Interdit
    if projet is None:
        raise TransitionInterdite
    return projet


def _verifier(dossier: Dossier, nature: NatureDecision, fondement: Fondement, *, examinees: bool) -> Decision:
    """Rend la décision visée si l’état, la loi et l’échange contradictoire permettent d’y revenir."""
    visee = decision_visee(dossier, nature, fondement)
    exiger_le_contradictoire(visee, nature, fondement, examinees=examinees)
    return visee


def _verifier_la_demande(projet: ProjetDeRetrait, visee: Decision) -> None:
    """Lève `SaisieInvalide` si la personne est dite l’avoir demandé, sans un jour possible (CRPA, L242-4)."""
    if projet.fondement is not Fondement.DEMANDE:
        return
    prise, jour = visee.date_decision, projet.demandee_le
    if jour is None or prise is None or not prise <= jour <= horloge.aujourd_hui():
        raise SaisieInvalide(
            _("Dites quel jour la personne l’a demandé : après la décision, aujourd’hui au plus tard.")
        )


def _projeter(dossier: Dossier, projet: ProjetDeRetrait, visee: Decision, agent: Agent) -> Decision:
    droit = textes_possibles(visee.nature, projet.nature)[projet.fondement]
    decision = Decision(
        id=uuid4(),
        dossier_id=dossier.id,
        nature=projet.nature,
        fondement=projet.fondement,
        motifs=[
            {
                "code": projet.fondement.value,
                "libelle": LIBELLES[projet.fondement],
                "droit": droit,
                "fait": _raison(dossier, projet),
            }
        ],
        propose_par_id=agent.id,
        propose_le=horloge.maintenant(),
    )
    session.add(decision)
    session.flush()
    return decision


def _raison(dossier: Dossier, projet: ProjetDeRetrait) -> str:
    """Rend la raison en fait, précédée du jour de la demande de la personne s’il y en a une."""
    if projet.demandee_le is None or projet.fondement is not Fondement.DEMANDE:
        return projet.fait.strip()
    redaction = Redaction.en(dossier.langue)
    demande = redaction.texte(_("Vous l’avez demandé le %(jour)s."), jour=redaction.jour(projet.demandee_le))
    return f"{demande} {projet.fait.strip()}"


def _proposer(dossier: Dossier, decision: Decision, agent: Agent) -> None:
    dossier.revision += 1
    inscrire(
        "proposer_le_retrait",
        auteur=auteur_agent(agent),
        objet=("dossier", dossier.id),
        details={"nature": decision.nature.value},
    )
    toucher(dossier)
    avertir_les_viseurs(dossier)


def _abandonner(dossier: Dossier) -> None:
    """Efface le retrait proposé avant celui-ci, s’il y en a un."""
    ancien = projet_de_retrait(dossier)
    if ancien is not None:
        session.delete(ancien)
        session.flush()
