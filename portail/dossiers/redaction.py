"""Écrire ce qu’un dossier dit : affaire, service, sens d’une décision, motifs, montant."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from portail.demarche.declaration import Demarche
from portail.demarche.fiche import chiffres_publics
from portail.demarche.formats import en_euros
from portail.demarche.phrases import remplir
from portail.documents.decisions import MotifEcrit
from portail.documents.lettres import Affaire, Coordonnees
from portail.documents.redaction import Redaction
from portail.dossiers.etats import ACCORDS, NatureDecision
from portail.dossiers.examen import bilan_de
from portail.dossiers.models import CanalDepot, Decision, Dossier
from portail.dossiers.numero import en_deux_groupes
from portail.parametres.queries import valeurs_au
from portail.socle import horloge
from portail.socle.traduction import _
from portail.territoire.models import Service

SENS: Mapping[NatureDecision, str] = MappingProxyType(
    {
        NatureDecision.ACCORD: _("Votre demande est acceptée."),
        NatureDecision.ACCORD_PARTIEL: _("Votre demande est acceptée en partie."),
        NatureDecision.REFUS: _("Votre demande est refusée."),
        NatureDecision.IRRECEVABILITE: _("Votre demande ne peut pas être examinée."),
        NatureDecision.ACCORD_IMPLICITE: _("Votre demande est réputée acceptée."),
        NatureDecision.REFUS_IMPLICITE: _("Votre demande est réputée rejetée."),
        NatureDecision.RETRAIT: _("La décision prise sur votre demande est retirée."),
        NatureDecision.ABROGATION: _("La décision prise sur votre demande prend fin."),
        NatureDecision.CADUCITE: _("L’accord donné à votre demande n’a plus d’effet."),
    }
)

MOYENS: Mapping[CanalDepot, str] = MappingProxyType(
    {
        CanalDepot.LIGNE: _("en ligne"),
        CanalDepot.PAPIER: _("par courrier"),
        CanalDepot.TELEPHONE: _("par téléphone"),
        CanalDepot.ACCUEIL: _("à l’accueil"),
    }
)
"""Par où la demande est arrivée : « reçue par courrier »."""


def affaire_de(dossier: Dossier, demarche: Demarche, redaction: Redaction) -> Affaire:
    """Rend ce dont parle la lettre."""
    return Affaire(numero=en_deux_groupes(dossier.numero), demarche=redaction.traduire(demarche.nom))


def coordonnees(service: Service) -> Coordonnees:
    """Rend un service tel que la loi veut qu’il soit désigné."""
    return Coordonnees(nom=service.nom, adresse=service.adresse, courriel=service.courriel, telephone=service.telephone)


def sens_de(nature: NatureDecision, redaction: Redaction, demarche: Demarche) -> str:
    """Rend la décision en une phrase, dans les mots de la démarche si elle en a."""
    return redaction.traduire(demarche.mots.sens.get(nature.value) or SENS[nature])


def montant_ecrit(montant: Decimal | None, redaction: Redaction) -> list[tuple[str, str]]:
    """Rend le montant accordé, étiqueté, ou rien."""
    if montant is None:
        return []
    return [(redaction.traduire(_("Montant accordé")), en_euros(montant, redaction.langue))]


def motifs_ecrits(decision: Decision, demarche: Demarche, redaction: Redaction) -> list[MotifEcrit]:
    """Rend les motifs notifiés, en droit et en fait, tels que la décision les a figés."""
    libelles = {motif.code: motif.libelle for motif in demarche.motifs}
    return [
        MotifEcrit(
            titre=redaction.traduire(motif.get("libelle") or libelles.get(motif["code"], "")),
            droit=redaction.traduire(motif["droit"]),
            fait=motif["fait"],
        )
        for motif in decision.motifs
    ]


def reserves_ecrites(
    dossier: Dossier, decision: Decision, demarche: Demarche, redaction: Redaction
) -> list[MotifEcrit]:
    """Rend ce qu’un accord doit dire de ses réserves : rien ne se verse, par exemple."""
    if decision.nature not in ACCORDS:
        return []
    bilan = bilan_de(dossier, demarche)
    deja_dits = {motif["code"] for motif in decision.motifs}
    codes = [code for code in bilan.motifs_de_reserve if code not in deja_dits]
    return [
        MotifEcrit(
            titre=redaction.traduire(motif.libelle),
            droit=redaction.traduire(motif.droit),
            fait=bilan.fait(motif, redaction.traduire, redaction.langue),
        )
        for motif in demarche.motifs
        if motif.code in codes
    ]


def effet_du_silence(demarche: Demarche, redaction: Redaction) -> str:
    """Rend ce que donne le silence, chiffres en vigueur compris."""
    chiffres = chiffres_publics(demarche, valeurs_au(horloge.aujourd_hui()))
    return remplir(redaction.traduire(demarche.effet_silence), chiffres, redaction.langue)
