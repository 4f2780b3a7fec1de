"""La demande réputée refusée, faute d’accord de la personne ; écartée si sa réponse était partie à temps."""

from datetime import date
from uuid import UUID

from portail.demarche.declaration import Demarche
from portail.documents.redaction import Redaction
from portail.documents.remise import remplacer_ceux_de
from portail.dossiers import courriers
from portail.dossiers.actions.commun import demarche_du, prevenir, recalculer, toucher
from portail.dossiers.actions.decision import mettre_a_disposition, mettre_en_vigueur
from portail.dossiers.contextes import contexte_du_document
from portail.dossiers.erreurs import RefusDejaTraite
from portail.dossiers.etats import ETATS_EN_COURS, Geste, NatureDecision
from portail.dossiers.models import Decision, Dossier
from portail.dossiers.propositions import lettres
from portail.dossiers.propositions.calcul import bilan_pour
from portail.dossiers.propositions.models import EtatProposition, Proposition
from portail.dossiers.propositions.queries import derniere_envoyee, propositions_de
from portail.dossiers.queries import decision_de
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.journal.actions import SYSTEME, inscrire
from portail.socle import horloge
from portail.socle.base import transaction, verrouiller
from portail.socle.erreurs import TransitionInterdite
from portail.socle.traduction import _


def constater_le_defaut_de_reponse(dossier_id: UUID) -> bool:
    """Enregistre que la définitive est restée sans réponse, et le refus qui en naît ; rend vrai si c’est fait.

    Rejouable : tout est relu sous le verrou, une réponse arrivée à temps l’emporte.
    """
    with transaction():
        dossier = verrouiller(Dossier, dossier_id)
        proposition = derniere_envoyee(propositions_de(dossier))
        if proposition is None or proposition.etat is not EtatProposition.ENVOYEE or not proposition.definitive:
            return False
        if not proposition.est_echue(horloge.aujourd_hui()) or proposition.date_limite is None:
            return False
        proposition.etat = EtatProposition.SANS_REPONSE
        details = {"proposition": str(proposition.id), "jour": proposition.date_limite.isoformat()}
        inscrire("constater_sans_reponse", auteur=SYSTEME, objet=("dossier", dossier.id), details=details)
        faire_naitre_le_refus(dossier, demarche_du(dossier), proposition, proposition.date_limite)
    return True


def faire_naitre_le_refus(dossier: Dossier, demarche: Demarche, proposition: Proposition, jour: date) -> None:
    """Fait naître la demande réputée refusée, motif et voies de recours dits, dans la transaction courante.

    Une décision en vigueur (un accord né de notre silence) ou un dossier terminé ne se refusent pas ainsi : l’agent est
    seulement prévenu.
    """
    dossier.revision += 1
    if dossier.etat not in ETATS_EN_COURS or decision_de(dossier) is not None:
        recalculer(dossier)
        toucher(dossier)
        courriers.prevenir_agent(dossier, "agent/proposition")
        return
    nature = NatureDecision.REFUS_IMPLICITE
    dossier.appliquer(
        Geste.CONSTATER_SILENCE, auteur=SYSTEME, details={"nature": nature.value, "jour": jour.isoformat()}
    )
    decision = Decision(
        dossier_id=dossier.id,
        nature=nature,
        motifs=[_motif(dossier, demarche, proposition)],
        propose_le=horloge.maintenant(),
    )
    mettre_en_vigueur(dossier, decision, jour)
    proposition.decision_id = decision.id
    mettre_a_disposition(dossier, decision, auteur=SYSTEME)
    inscrire("communiquer_motifs", auteur=SYSTEME, objet=("dossier", dossier.id))
    recalculer(dossier)
    toucher(dossier)
    document = lettres.remettre_refus(dossier, demarche, proposition, decision)
    prevenir(dossier, "dossier/proposition_refus", contexte_du_document(document))
    courriers.prevenir_agent(dossier, "agent/proposition")


def _motif(dossier: Dossier, demarche: Demarche, proposition: Proposition) -> dict[str, str]:
    """Rend le motif déclaré, en droit et en fait."""
    if demarche.proposition is None:
        raise TransitionInterdite
    motif = next(motif for motif in demarche.motifs if motif.code == demarche.proposition.motif_refus)
    redaction = Redaction.en(dossier.langue)
    bilan = bilan_pour(dossier, demarche, proposition.chiffrees)
    return {"code": motif.code, "droit": motif.droit, "fait": bilan.fait(motif, redaction.traduire, redaction.langue)}


def ecarter_le_refus(dossier: Dossier, proposition: Proposition, agent: Agent, envoi: date) -> None:
    """Écarte le refus réputé : la réponse était partie à temps, il n’est jamais né (CRPA, L112-1).

    Lève `RefusDejaTraite` si une autre décision, un recours ou une reprise de l’étude est passé par là.
    """
    decision = decision_de(dossier)
    if proposition.decision_id is None:  # rien n’en était né
        proposition.etat = EtatProposition.ENVOYEE
        return
    if decision is None or decision.id != proposition.decision_id:
        raise RefusDejaTraite
    decision.remplacee_le = horloge.maintenant()
    proposition.decision_id, proposition.etat = None, EtatProposition.ENVOYEE
    inscrire(
        "ecarter_refus",
        auteur=auteur_agent(agent),
        objet=("dossier", dossier.id),
        details={"decision": str(decision.id), "envoi": envoi.isoformat()},
    )
    dossier.appliquer(Geste.REEXAMINER, auteur=auteur_agent(agent))
    motif = Redaction.en(dossier.langue).traduire(_("Votre réponse était partie à temps : ce refus n’a pas d’effet."))
    remplacer_ceux_de(decision.id, par=None, motif=motif)
