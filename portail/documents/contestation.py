"""Ce que disent les lettres d’un recours : ce qu’il contestait, et ce que devient la première décision.

Chaque fonction rend des données à réunir (`|`) avec celles de `decisions` ou de `silence`.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from portail.documents.redaction import FRANCAIS, Redaction
from portail.socle.traduction import _

_RAPO = _(
    "Le %(forme)s, vous avez formé un recours administratif préalable obligatoire contre la décision du %(jour)s, "
    "dossier n° %(conteste)s."
)
_GRACIEUX = _(
    "Le %(forme)s, vous avez formé un recours gracieux contre la décision du %(jour)s, dossier n° %(conteste)s."
)
_REMPLACEE = _(
    "Une nouvelle décision remplace celle que vous contestiez. Vous la trouverez dans votre dossier n° %(conteste)s."
)
_SUBSTITUEE = _(
    "Cette décision remplace celle que vous contestiez (article L. 412-7 du code des relations entre le public et "
    "l’administration)."
)
_CONFIRMEE = _("La première décision est confirmée.")
_RESTE = _("La première décision reste en vigueur.")
_TARDIF = _(
    "Votre recours est arrivé après le délai, qui finissait le %(limite)s : il n’a pas prolongé le délai pour saisir "
    "le tribunal."
)
_REJETE_PAR_SILENCE = _("Faute de réponse de notre part, votre recours est réputé rejeté depuis le %(jour)s.")
_APRES_RECOURS = _("Cette décision remplace celle du %(jour)s, après votre recours n° %(recours)s.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Conteste:
    """Ce que le recours conteste : le dossier, la décision, quand et comment."""

    numero: str
    jour: date
    """Celui de la décision contestée."""
    forme_le: date
    rapo: bool
    limite: date | None = None
    """Le dernier jour du délai, si le recours est arrivé après."""


def rappel(conteste: Conteste, redaction: Redaction = FRANCAIS) -> str:
    """Rend la phrase qui rappelle ce que la personne contestait, et quand."""
    return redaction.texte(
        _RAPO if conteste.rapo else _GRACIEUX,
        forme=redaction.jour(conteste.forme_le),
        jour=redaction.jour(conteste.jour),
        conteste=conteste.numero,
    )


def reponse_au_recours(
    conteste: Conteste, *, sens: str, remplace: bool, examine: bool, redaction: Redaction = FRANCAIS
) -> dict[str, Any]:
    """Rend le titre, le sens et les paragraphes de la décision sur recours.

    `remplace` : une nouvelle décision prend la place de la première ; `examine` : faux pour un recours irrecevable.
    """
    paragraphes = [rappel(conteste, redaction)]
    nouvelle = _SUBSTITUEE if conteste.rapo else _REMPLACEE
    premiere = _CONFIRMEE if examine else _RESTE
    suite = nouvelle if remplace else premiere
    return {
        "titre": redaction.traduire(_("Décision sur votre recours")),
        "sens": sens,
        "paragraphes": [*paragraphes, redaction.texte(suite, conteste=conteste.numero)],
    }


def rejet_implicite_du_recours(conteste: Conteste, *, jour: date, redaction: Redaction = FRANCAIS) -> dict[str, Any]:
    """Rend le titre, l’encadré et les paragraphes de la lettre d’un recours que le silence a rejeté."""
    suite = _SUBSTITUEE if conteste.rapo else _RESTE
    return {
        "titre": redaction.traduire(_("Votre recours est réputé rejeté")),
        "paragraphes": [rappel(conteste, redaction), redaction.texte(suite)],
        "encadre": redaction.texte(_REJETE_PAR_SILENCE, jour=redaction.jour(jour)),
    }


def mise_en_garde(conteste: Conteste, redaction: Redaction = FRANCAIS) -> list[str]:
    """Rend ce qu’il faut savoir d’un recours gracieux tardif : il n’a pas prolongé le délai du juge (L411-2)."""
    if conteste.rapo or conteste.limite is None:
        return []
    return [redaction.texte(_TARDIF, limite=redaction.jour(conteste.limite))]


def apres_un_recours(*, remplacee: date, recours: str, redaction: Redaction = FRANCAIS) -> str:
    """Rend la phrase par laquelle la nouvelle décision dit ce qu’elle remplace."""
    return redaction.texte(_APRES_RECOURS, jour=redaction.jour(remplacee), recours=recours)
