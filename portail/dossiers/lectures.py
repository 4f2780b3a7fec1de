"""Lire un dossier hors de sa file : l’agent dit pourquoi, la personne le voit.

La règle est `habilitations.est_de_sa_file` ; la raison donnée vaut quelque temps (paramètres) pour ce dossier et cet
agent.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID

from portail.demarche.dates import ajouter_mois
from portail.dossiers.avis.queries import noms_des_experts
from portail.dossiers.habilitations import est_de_sa_file, peut_lire
from portail.dossiers.horloges.lecture import declaration_de
from portail.dossiers.models import Dossier
from portail.dossiers.volets.habilitations import redige
from portail.identite.absences.queries import supplees_par
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.journal.actions import JUSTIFIER, TEXTE, inscrire_pour_chacun, oublier_les_textes
from portail.journal.models import TexteDuJournal, TypeAuteur
from portail.journal.queries import POUR_AVIS, consultations_par_d_autres, derniers_gestes, textes_de
from portail.parametres.queries import entier_au, valeurs_au
from portail.socle import horloge
from portail.socle.base import transaction
from portail.socle.erreurs import Introuvable, SaisieInvalide
from portail.socle.traduction import _

PRECISION_MAX = 300


class RaisonLecture(StrEnum):
    """Pourquoi un agent ouvre un dossier qui n’est pas de sa file."""

    CONTACT = "contact"
    REMPLACEMENT = "remplacement"
    AIDE = "aide"
    ENCADREMENT = "encadrement"
    RECLAMATION = "reclamation"
    AUTRE = "autre"


RAISONS: Mapping[RaisonLecture, str] = MappingProxyType(
    {
        RaisonLecture.CONTACT: _("La personne appelle, écrit ou se présente au guichet"),
        RaisonLecture.REMPLACEMENT: _("Remplacer un collègue absent"),
        RaisonLecture.AIDE: _("Aider un collègue qui le demande"),
        RaisonLecture.ENCADREMENT: _("Encadrer ou contrôler le travail du service"),
        RaisonLecture.RECLAMATION: _("Répondre à une réclamation, un recours ou un médiateur"),
        RaisonLecture.AUTRE: _("Autre raison"),
    }
)


def a_justifier(agent: Agent, dossiers: Sequence[Dossier], *, envoi: bool = False) -> list[Dossier]:
    """Rend ceux de ces dossiers que l’agent n’ouvre pas sans dire pourquoi ; aucun s’il vient de le dire, ou d’y agir.

    Qui vient de signer ou de confier un dossier à un autre en revoit la page : son geste dit pourquoi.
    `envoi` : un formulaire ouvert à temps peut être envoyé bien après, la raison y vaut plus longtemps.
    """
    hors_file = [
        dossier
        for dossier in dossiers
        if not est_de_sa_file(agent, dossier) and not redige(agent, dossier, declaration_de(dossier))
    ]
    if hors_file:
        gestes = derniers_gestes(auteur_id=agent.id, objets=[("dossier", d.id) for d in hors_file])
        depuis = horloge.maintenant() - _duree(envoi=envoi)
        hors_file = [d for d in hors_file if str(d.id) not in gestes or gestes[str(d.id)] <= depuis]
    if not hors_file:
        return []
    # Les dossiers d’un absent sont le travail de son suppléant, jusqu’à son retour.
    supplees = supplees_par(agent.id)
    return [dossier for dossier in hors_file if dossier.agent_id not in supplees]


def doit_se_justifier(agent: Agent, dossier: Dossier | None, *, envoi: bool) -> bool:
    """Vrai si l’agent peut lire ce dossier mais doit d’abord dire pourquoi."""
    if dossier is None or not peut_lire(agent, dossier):
        return False
    return bool(a_justifier(agent, [dossier], envoi=envoi))


def _duree(*, envoi: bool) -> timedelta:
    valeurs = valeurs_au(horloge.aujourd_hui())
    if envoi:
        return timedelta(hours=int(valeurs["raison_envoi_duree"]))
    return timedelta(minutes=int(valeurs["raison_lecture_duree"]))


def justifier(agent: Agent, dossiers: Sequence[Dossier], *, raison: RaisonLecture, precision: str = "") -> None:
    """Note au journal de chaque dossier pourquoi l’agent va le lire ; lève `Introuvable` s’il ne peut lire l’un d’eux.

    La précision est gardée à part, chiffrée ; elle est exigée pour une « autre raison ».
    """
    if not all(peut_lire(agent, dossier) for dossier in dossiers):
        raise Introuvable
    if raison is RaisonLecture.AUTRE and not precision.strip():
        raise SaisieInvalide(_("Dites en quelques mots pourquoi vous ouvrez ce dossier."))
    if len(precision) > PRECISION_MAX:
        raise SaisieInvalide(_("Cette précision est trop longue."))
    with transaction():
        inscrire_pour_chacun(
            JUSTIFIER,
            auteur=auteur_agent(agent),
            objets=[("dossier", dossier.id) for dossier in dossiers],
            details={"raison": raison.value},
            texte=precision,
        )


def fin_de_garde_des_textes() -> datetime:
    """Rend l’instant avant lequel un texte du journal a dépassé sa durée de garde."""
    jour = ajouter_mois(horloge.aujourd_hui(), -entier_au("journal_texte_duree"))
    return horloge.instant_du(jour)


def oublier_les_textes_echus() -> int:
    """Efface les textes du journal (raisons écrites) dont la durée de garde est passée, et rend leur nombre."""
    avant = fin_de_garde_des_textes()
    with transaction():
        return oublier_les_textes(avant=avant)


def raison_dite(
    details: Mapping[str, Any], textes: Mapping[str, TexteDuJournal], traduire: Callable[[str], str]
) -> str:
    """Rend la raison en mots, avec la précision si elle n’a pas été effacée ; vide si ces détails n’en portent pas."""
    if details.get(POUR_AVIS):
        return traduire(_("Donner l’avis que le service lui a demandé"))
    if details.get("raison") not in set(RaisonLecture):
        return ""
    dite = traduire(RAISONS[RaisonLecture(details["raison"])])
    texte = textes.get(str(details.get(TEXTE)))
    return f"{dite}\u00a0: «\u00a0{texte.texte}\u00a0»" if texte else dite


@dataclass(frozen=True, slots=True)
class LectureDite:
    """Les lectures d’un agent ou d’un expert consulté, un jour, telles que la personne les voit."""

    agent_id: UUID | None
    derniere: datetime
    fois: int
    raisons: tuple[str, ...]
    expert: str = ""
    """Nom et qualité de l’expert, s’il est du dehors."""


def lectures_dites(dossier: Dossier, traduire: Callable[[str], str]) -> list[LectureDite]:
    """Rend qui a consulté le dossier, quand, et pour quelles raisons quand il en fallait une."""
    consultations = consultations_par_d_autres(("dossier", dossier.id))
    textes = textes_de({str(r[TEXTE]) for c in consultations for r in c.raisons if TEXTE in r})
    experts = noms_des_experts({c.auteur_id for c in consultations if c.auteur_type is TypeAuteur.EXPERT})
    return [
        LectureDite(
            None if c.auteur_type is TypeAuteur.EXPERT else c.auteur_id,
            c.derniere,
            c.fois,
            tuple(dict.fromkeys(filter(None, (raison_dite(r, textes, traduire) for r in c.raisons)))),
            experts.get(c.auteur_id, traduire(_("Expert consulté"))) if c.auteur_type is TypeAuteur.EXPERT else "",
        )
        for c in consultations
    ]
