"""Reprendre une proposition partie par erreur, tant que la personne n’y a pas répondu : elle n’a jamais couru."""

from uuid import UUID

from portail.documents.redaction import Redaction
from portail.documents.remise import remplacer_ceux_de
from portail.dossiers.actions.commun import (
    demarche_du,
    prevenir,
    recalculer,
    toucher,
    verifier_revision,
    verrouiller_pour_lecteur,
)
from portail.dossiers.models import Dossier
from portail.dossiers.propositions.actions import ETUDIES, proposition_declaree, retenir
from portail.dossiers.propositions.calcul import sans_totaux
from portail.dossiers.propositions.habilitations import peut_rediger
from portail.dossiers.propositions.models import EtatProposition, Proposition
from portail.dossiers.propositions.queries import derniere_envoyee, propositions_de
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.journal.actions import inscrire
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Interdit, SaisieInvalide, TransitionInterdite
from portail.socle.traduction import _

MOTIF_MAX = 500
_LETTRE = _("Cette proposition était partie par erreur : le service l’a retirée. Elle n’a pas d’effet.")


def peut_etre_retiree(dossier: Dossier, proposition: Proposition | None) -> bool:
    """Vrai si elle attend encore une réponse : ni répondue, ni refusée par le terme de la définitive."""
    if proposition is None or proposition.etat is not EtatProposition.ENVOYEE or dossier.etat not in ETUDIES:
        return False
    return not (proposition.definitive and proposition.est_echue(horloge.aujourd_hui()))


def retirer(dossier_id: UUID, *, agent: Agent, proposition_id: UUID, motif: str, revision: int | None) -> Proposition:
    """Reprend la proposition envoyée et le dit à la personne, qui lit `motif` ; ses délais n’ont jamais couru.

    Lève `Interdit` (rôle), `ConflitDeVersion`, `TransitionInterdite` si la personne a répondu ou si le terme est passé,
    `SaisieInvalide` sans motif.
    """
    motif = motif.strip()
    if not motif or len(motif) > MOTIF_MAX:
        raise SaisieInvalide(_("Dites à la personne pourquoi la proposition est retirée."))
    with transaction():
        dossier = verrouiller_pour_lecteur(dossier_id, agent)
        if not peut_rediger(agent, dossier, demarche_du(dossier)):
            raise Interdit
        verifier_revision(dossier, revision)
        toutes = propositions_de(dossier)
        proposition = derniere_envoyee(toutes)
        if proposition is None or proposition.id != proposition_id or not peut_etre_retiree(dossier, proposition):
            raise TransitionInterdite
        proposition.etat, proposition.motif_retrait = EtatProposition.RETIREE, motif
        session.flush()
        _revenir_a(dossier, derniere_envoyee(toutes))
        details = {"proposition": str(proposition.id), "definitive": proposition.definitive}
        inscrire("retirer_proposition", auteur=auteur_agent(agent), objet=("dossier", dossier.id), details=details)
        remplacer_ceux_de(proposition.id, par=None, motif=Redaction.en(dossier.langue).traduire(_LETTRE))
        recalculer(dossier)
        toucher(dossier)
        prevenir(dossier, "dossier/proposition_retiree", {"motif": motif})
    return proposition


def _revenir_a(dossier: Dossier, precedente: Proposition | None) -> None:
    """Rend aux calculs le total de la proposition d’avant, ou rien si plus aucune n’est faite."""
    demarche = demarche_du(dossier)
    if precedente is not None:
        retenir(dossier, demarche, precedente)
        return
    dossier.reponses_agent = sans_totaux(proposition_declaree(demarche), dossier.reponses_agent)
    dossier.revision += 1
