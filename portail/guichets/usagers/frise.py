"""Dire où en est une demande : un mot et une forme, une frise, la prochaine échéance en toutes lettres."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flask_babel import gettext

from portail.demarche.declaration import Demarche, Silence
from portail.dossiers.etats import ACCORDS, FAVORABLES, Etat, NatureDecision
from portail.dossiers.horloges.lecture import terme_du
from portail.dossiers.models import Decision, Dossier
from portail.guichets.contexte import date_longue, langue_courante
from portail.socle import horloge
from portail.socle.traduction import _, traducteur

ETATS: Mapping[Etat, tuple[str, str]] = MappingProxyType(
    {
        Etat.BROUILLON: (_("Brouillon, pas encore envoyé"), "nouveau"),
        Etat.DEPOSE: (_("Envoyée, en attente d’étude"), "etude"),
        Etat.A_COMPLETER: (_("À compléter par vous"), "attendu"),
        Etat.EN_INSTRUCTION: (_("À l’étude"), "etude"),
        Etat.EN_SIGNATURE: (_("Décision en préparation"), "etude"),
        Etat.DECIDE: (_("Décision rendue"), "accord"),
        Etat.CLOS: (_("Terminée"), "fini"),
        Etat.DESISTE: (_("Retirée par vous"), "fini"),
        Etat.SANS_SUITE: (_("Classée sans suite"), "fini"),
        Etat.IRRECEVABLE: (_("Ne peut pas être examinée"), "refus"),
        Etat.TRANSMIS: (_("Transmise à une autre administration"), "fini"),
    }
)
ETAPES = (_("Déposée"), _("Vérifiée"), _("Étudiée"), _("Décidée"))
RANGS: Mapping[Etat, int] = MappingProxyType(
    {Etat.DEPOSE: 1, Etat.A_COMPLETER: 1, Etat.EN_INSTRUCTION: 2, Etat.EN_SIGNATURE: 3, Etat.DECIDE: 4, Etat.CLOS: 4}
)


@dataclass(frozen=True, slots=True)
class EtapeDeFrise:
    """Une étape : son titre, ce qu’on en dit, et sa situation (« faite », « en_cours », « a_venir »)."""

    titre: str
    detail: str
    situation: str


def etat_dit(dossier: Dossier) -> tuple[str, str]:
    """Rend l’état en mots pour la personne, et sa forme."""
    mot, forme = ETATS[dossier.etat]
    return gettext(mot), forme


def frise_de(dossier: Dossier) -> list[EtapeDeFrise]:
    """Rend les quatre étapes ; vide quand la demande est sortie du chemin (retirée, classée…)."""
    if dossier.etat not in RANGS or dossier.depose_le is None:
        return []
    rang = RANGS[dossier.etat]
    etapes = []
    for numero, titre in enumerate(ETAPES):
        situation = "faite" if numero < rang else "en_cours" if numero == rang else "a_venir"
        etapes.append(EtapeDeFrise(gettext(titre), _detail(dossier, numero, situation), situation))
    return etapes


def _detail(dossier: Dossier, numero: int, situation: str) -> str:
    if numero == 0:
        return gettext("Fait le %(jour)s", jour=date_longue(dossier.depose_le))
    if situation == "en_cours":
        return (
            gettext("En cours : il manque quelque chose") if dossier.etat is Etat.A_COMPLETER else gettext("En cours")
        )
    return gettext("Fait") if situation == "faite" else gettext("À venir")


_REPUTEE_REJETEE = _(
    "Nous vous répondons avant le %(jour)s. Sans réponse à cette date, la demande est réputée rejetée."
)
_REPUTEE_ACCEPTEE = _(
    "Nous vous répondons avant le %(jour)s. Sans réponse à cette date, la demande est réputée acceptée."
)


def prochaine_echeance(dossier: Dossier, demarche: Demarche) -> str:
    """Rend la prochaine échéance, en une phrase ; vide si plus rien n’est dû."""
    if dossier.etat not in (Etat.DEPOSE, Etat.EN_INSTRUCTION, Etat.EN_SIGNATURE, Etat.A_COMPLETER):
        return ""
    if dossier.suspendu_depuis:
        return gettext("Le délai de réponse est arrêté jusqu’à ce que vous complétiez votre demande.")
    if dossier.date_silence is None or dossier.date_silence < horloge.aujourd_hui():
        return ""
    jour = date_longue(dossier.date_silence)
    terme = terme_du(dossier) if demarche.mots.echeance else None
    if terme is not None:
        dite = traducteur(langue_courante())(demarche.mots.echeance)
        return dite % {"jour": jour, "terme": date_longue(terme)}
    modele = gettext(_REPUTEE_REJETEE) if demarche.silence is Silence.REJET else gettext(_REPUTEE_ACCEPTEE)
    return modele % {"jour": jour}


def sens_dit(decision: Decision, demarche: Demarche) -> tuple[str, str]:
    """Rend le sens d’une décision en mots, ceux de la démarche si elle en a, et sa forme."""
    if propre := demarche.mots.natures.get(decision.nature.value):
        return traducteur(langue_courante())(propre), "accord" if decision.nature in FAVORABLES else "refus"
    if decision.est_implicite:
        accordee = decision.nature is NatureDecision.ACCORD_IMPLICITE
        return (gettext("Réputée acceptée"), "accord") if accordee else (gettext("Réputée rejetée"), "refus")
    accord = decision.nature in ACCORDS
    return (gettext("Demande acceptée"), "accord") if accord else (gettext("Demande non acceptée"), "refus")
