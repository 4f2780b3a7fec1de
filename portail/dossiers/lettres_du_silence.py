"""Ce que le département remet quand le silence a décidé : la nouvelle, l’attestation, les motifs demandés."""

from datetime import date

from portail.demarche.declaration import Demarche
from portail.documents import silence
from portail.documents.redaction import Redaction
from portail.documents.remise import departement
from portail.dossiers.etats import NatureDecision
from portail.dossiers.examen import jour_de_reference
from portail.dossiers.lettres_de_decision import suites_accord, voies_de_recours
from portail.dossiers.models import Decision, Document, Dossier
from portail.dossiers.recours.lettres import ce_que_dit_le_rejet_implicite, mise_en_garde
from portail.dossiers.redaction import affaire_de, effet_du_silence, motifs_ecrits
from portail.dossiers.remise import Faits, remettre

GABARIT = "decision_implicite"
ATTESTATION = "attestation_silence"
MOTIFS = "motifs_du_rejet"


def remettre_decision_implicite(dossier: Dossier, demarche: Demarche, decision: Decision) -> Document:
    """Apprend à la personne ce que le silence a décidé, et comment contester ou obtenir l’attestation."""
    redaction = Redaction.en(dossier.langue)
    accord = decision.nature is NatureDecision.ACCORD_IMPLICITE
    donnees = silence.decision_implicite(
        affaire_de(dossier, demarche, redaction),
        accord=accord,
        recue_le=jour_de_reference(dossier),
        jour=_jour(decision),
        suites=_suites(demarche, redaction) if accord else [],
        recours=[] if accord else voies_de_recours(dossier, demarche, redaction),
        mots=demarche.mots,
        redaction=redaction,
    )
    donnees |= ce_que_dit_le_rejet_implicite(dossier, _jour(decision), redaction)
    donnees["recours"] += mise_en_garde(dossier, redaction)
    faits = Faits(sens=decision.nature.value)
    return remettre(dossier, demarche, GABARIT, donnees, objet_id=decision.id, faits=faits)


def _suites(demarche: Demarche, redaction: Redaction) -> list[str]:
    """Rend ce que donne l’accord né du silence, quand ce n’est pas tout ce qui est demandé, puis ses suites."""
    effet = effet_du_silence(demarche, redaction)
    return [*([effet] if effet else []), *suites_accord(demarche, redaction)]


def remettre_attestation(dossier: Dossier, demarche: Demarche, decision: Decision) -> Document:
    """Remet l’attestation d’une décision implicite d’acceptation (CRPA, L232-3)."""
    redaction = Redaction.en(dossier.langue)
    donnees = silence.attestation(
        affaire_de(dossier, demarche, redaction),
        departement=departement().nom_complet,
        personne=f"{dossier.prenoms} {dossier.nom}".strip(),
        recue_le=jour_de_reference(dossier),
        jour=_jour(decision),
        mots=demarche.mots,
        redaction=redaction,
    )
    faits = Faits(sens=decision.nature.value)
    return remettre(dossier, demarche, ATTESTATION, donnees, gabarit=GABARIT, objet_id=decision.id, faits=faits)


def remettre_motifs(dossier: Dossier, demarche: Demarche, decision: Decision, *, demandes_le: date) -> Document:
    """Communique les motifs du rejet implicite, avec les voies de recours (CRPA, L232-4)."""
    redaction = Redaction.en(dossier.langue)
    donnees = silence.motifs_du_rejet(
        affaire_de(dossier, demarche, redaction),
        jour=_jour(decision),
        demandes_le=demandes_le,
        motifs=motifs_ecrits(decision, demarche, redaction),
        delai_recours=demarche.recours.delai,
        recours=voies_de_recours(dossier, demarche, redaction),
        redaction=redaction,
    )
    return remettre(dossier, demarche, MOTIFS, donnees, objet_id=decision.id)


def _jour(decision: Decision) -> date:
    if decision.date_decision is None:
        raise ValueError("une décision implicite est datée du jour où le silence vaut décision")
    return decision.date_decision
