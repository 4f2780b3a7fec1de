"""Faire un geste et dire son refus là où il se corrige : sur le champ, dans la page, sans rien perdre de la saisie."""

from collections.abc import Callable, Mapping
from typing import Any

from portail.guichets.contexte import traduire
from portail.socle.erreurs import ErreurMetier, SaisieInvalide

SAISIE_A_CORRIGER, CONFLIT = 422, 409
"""Ce que répond une page remontrée avec son refus : la saisie est à corriger, ou les faits ont changé entre-temps."""


def refus_dit(refus: ErreurMetier) -> str:
    """Rend le refus en mots, dans la langue de la page, ses valeurs comprises."""
    texte = traduire(refus.message)
    if not refus.valeurs:
        return texte
    return texte % {nom: traduire(dite) if isinstance(dite, str) else dite for nom, dite in refus.valeurs.items()}


def accompli(
    champ: Any,  # noqa: ANN401 — champ WTForms : ses erreurs sont une suite qui ne se remplace pas
    geste: Callable[[], object],
    *refus: type[ErreurMetier],
    autres: Mapping[type[ErreurMetier], Any] | None = None,
    sauf: tuple[type[ErreurMetier], ...] = (),
) -> bool:
    """Fait le geste ; rend faux s’il est refusé, le refus dit sur ce champ ou, selon lui, sur l’un des `autres`.

    Sans `refus` nommés, toute `SaisieInvalide` en est un ; ce qui n’en est pas passe, comme ce que nomme `sauf`.
    """
    dits = refus or (SaisieInvalide,)
    try:
        geste()
    except sauf:
        raise
    except dits as dit:
        (autres or {}).get(type(dit), champ).errors = [refus_dit(dit)]
        return False
    return True
