"""Traduire hors du web : courriels et documents, dans la langue du destinataire."""

from collections.abc import Callable
from functools import lru_cache

from babel.support import NullTranslations, Translations

from portail.config import RACINE

LANGUES = ("fr", "en")
LANGUE_SOURCE = "fr"
DOSSIER = RACINE / "translations"


def _(texte: str) -> str:
    """Rend le texte tel quel : le marque à traduire."""
    return texte


@lru_cache
def _catalogue(langue: str) -> NullTranslations:
    return Translations.load(DOSSIER, [langue])


def traducteur(langue: str) -> Callable[[str], str]:
    """Rend la fonction qui traduit un texte français dans cette langue (le rend tel quel en français)."""
    if langue == LANGUE_SOURCE or langue not in LANGUES:
        return str
    return lambda texte: _catalogue(langue).gettext(texte) if texte else texte
