"""Ce que la réponse à un recours fait au dossier contesté : la première décision y est remplacée, ou y reste.

S’exécute dans la transaction de la signature : le recours et le dossier contesté changent ensemble, ou pas du tout.
"""

from portail.dossiers import courriers
from portail.dossiers.actions.commun import demarche_du, prevenir, recalculer, toucher
from portail.dossiers.actions.decision import abandonner_le_projet, mettre_a_disposition, mettre_en_vigueur
from portail.dossiers.contextes import contexte_decision
from portail.dossiers.erreurs import RecoursSansObjet
from portail.dossiers.etats import FAVORABLES, Geste
from portail.dossiers.evenements import DecisionSignee
from portail.dossiers.models import Decision, Dossier
from portail.dossiers.queries import decision_de
from portail.dossiers.recours.lettres import SENS, remplace_la_premiere
from portail.dossiers.recours.queries import contestation_de
from portail.identite.actions import auteur_agent
from portail.journal.actions import inscrire
from portail.socle import horloge
from portail.socle.base import session, verrouiller


def appliquer(evenement: DecisionSignee) -> None:
    """Reporte au dossier contesté la réponse à son recours ; sans effet pour toute autre décision.

    Lève `RecoursSansObjet` si un accord a déjà remplacé la décision contestée.
    """
    conteste = contestation_de(evenement.dossier) if evenement.decision.nature in SENS else None
    if conteste is None:
        return
    signee, auteur = evenement.decision, auteur_agent(evenement.agent)
    origine = verrouiller(Dossier, conteste.origine.id)
    details = {"recours": str(evenement.dossier.id)}
    if not remplace_la_premiere(signee.nature, conteste.recours.nature):
        inscrire("confirmer_decision", auteur=auteur, objet=("dossier", origine.id), details=details)
        return
    en_vigueur = decision_de(origine)
    if en_vigueur is not None and en_vigueur.nature in FAVORABLES:
        raise RecoursSansObjet
    abandonner_le_projet(origine)
    origine.appliquer(Geste.REFORMER, auteur=auteur, details={**details, "nature": signee.nature.value})
    nouvelle = _la_meme_dans(origine, signee)
    mettre_en_vigueur(origine, nouvelle, horloge.aujourd_hui())
    nouvelle.signe_le = signee.signe_le
    conteste.recours.decision_rendue_id = nouvelle.id
    session.flush()
    mettre_a_disposition(origine, nouvelle, auteur=auteur)
    recalculer(origine)
    toucher(origine)
    courriers.remettre_decision(origine, demarche_du(origine), nouvelle)
    prevenir(origine, "dossier/decision", contexte_decision(origine))


def _la_meme_dans(origine: Dossier, signee: Decision) -> Decision:
    """Rend la décision qui remplace celle contestée : même sens, mêmes motifs, même signataire que sur le recours."""
    return Decision(
        dossier_id=origine.id,
        nature=signee.nature,
        motifs=list(signee.motifs),
        montant=signee.montant,
        propose_par_id=signee.propose_par_id,
        propose_le=signee.propose_le,
        signataire_id=signee.signataire_id,
        signataire=signee.signataire,
    )
