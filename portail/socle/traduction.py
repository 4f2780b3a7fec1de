"""Traduire hors du web : courriels et documents, dans la langue du destinataire."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType

from babel.core import Locale
from babel.support import NullTranslations, Translations

from portail.config import RACINE, Departement

LANGUES = ("fr", "en")
LANGUE_SOURCE = "fr"
DOSSIER = RACINE / "translations"
USAGES: Mapping[str, str] = MappingProxyType({"fr": "fr_FR", "en": "en_GB"})
"""Le pays dont chaque langue suit les dates et les nombres : l’anglais est celui d’Europe."""


def _(texte: str) -> str:
    """Rend le texte tel quel : le marque à traduire."""
    return texte


@lru_cache
def _catalogue(langue: str) -> NullTranslations:
    return Translations.load(DOSSIER, [langue])


@lru_cache
def usage_de(langue: str) -> Locale:
    """Rend les usages Babel de cette langue, lus une fois : ceux de « en_GB » pour l’anglais."""
    return Locale.parse(USAGES.get(langue, USAGES[LANGUE_SOURCE]))


def traducteur(langue: str) -> Callable[[str], str]:
    """Rend la fonction qui traduit un texte français dans cette langue (le rend tel quel en français)."""
    if langue == LANGUE_SOURCE or langue not in LANGUES:
        return str
    return lambda texte: _catalogue(langue).gettext(texte) if texte else texte


def departement_dit(departement: Departement, langue: str) -> Departement:
    """Rend le département, ses textes réglables dans cette langue quand ils sont au catalogue (ceux par défaut y sont).

    Noms et adresses officiels ne se traduisent pas.
    """
    traduire = traducteur(langue)
    return replace(
        departement,
        horaires=traduire(departement.horaires),
        responsable_publication=traduire(departement.responsable_publication),
        hebergeur=traduire(departement.hebergeur),
    )
