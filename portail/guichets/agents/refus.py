"""Dire un refus du métier là où il se corrige : sur le champ, ou en haut de la page où l’on revient."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import flash
from flask_babel import gettext

from portail.guichets.contexte import langue_courante
from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import traducteur


def enregistre(
    champ: Any,  # noqa: ANN401 — champ WTForms
    geste: Callable[[], object],
    *,
    autres: Mapping[type[SaisieInvalide], Any] | None = None,
) -> bool:
    """Fait le geste ; rend faux, refus dit sur ce champ (`autres` : sur un autre, selon le refus), s’il échoue."""
    try:
        geste()
    except SaisieInvalide as refus:
        (autres or {}).get(type(refus), champ).errors = [refus_dit(refus)]
        return False
    return True


def tente(geste: Callable[[], object], *, succes: str) -> None:
    """Fait le geste et annonce ce qu’il en est."""
    try:
        geste()
    except SaisieInvalide as refus:
        flash(refus_dit(refus), "erreur")
    else:
        flash(succes, "succes")


def refus_dit(refus: SaisieInvalide) -> str:
    """Rend le refus en mots, dans la langue de la page."""
    traduire = traducteur(langue_courante())
    valeurs = {nom: traduire(dite) if isinstance(dite, str) else dite for nom, dite in refus.valeurs.items()}
    texte = gettext(refus.message)
    return texte % valeurs if valeurs else texte
