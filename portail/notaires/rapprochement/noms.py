"""Ramener un nom d’état civil à ce qui le distingue : ni accent, ni trait d’union, ni particule.

Plusieurs formes d’un nom servent : sans particule (« LE GOFF » → « GOFF »), tout attaché (« LEGOFF »), et ce qui reste
quand on n’ôte qu’une particule (« DE LA TOUR » → « LATOUR »), parce que les registres écrivent chacune.
"""

from functools import lru_cache
from itertools import takewhile

from rapidfuzz.distance import OSA

from portail.demarche.recherche import normaliser

PARTICULES = frozenset({"d", "de", "des", "du", "l", "la", "le", "les", "van", "von", "der", "den"})
_ABREGES = {"st": "saint", "ste": "sainte"}
_LONGUEUR_D_UNE_FAUTE = 4
"""En dessous, une lettre changée fait un autre nom : « ROY » n’est pas « ROI »."""


@lru_cache(maxsize=4096)
def mots(nom: str) -> tuple[str, ...]:
    """Rend les mots d’un nom, en minuscules sans accents, abréviations dites, dans l’ordre."""
    return tuple(_ABREGES.get(mot, mot) for mot in normaliser(nom).split())


@lru_cache(maxsize=4096)
def formes(nom: str) -> frozenset[str]:
    """Rend les formes sous lesquelles ce nom se compare ; vide pour un nom vide."""
    tous = mots(nom)
    sans = [mot for mot in tous if mot not in PARTICULES]
    de_tete = sum(1 for _ in takewhile(PARTICULES.__contains__, tous))
    return frozenset({"".join(sans), *("".join(tous[rang:]) for rang in range(de_tete + 1))}) - {""}


def a_une_faute(un: str, autre: str) -> bool:
    """Vrai si une lettre ajoutée, ôtée, changée ou deux lettres voisines échangées font passer de l’un à l’autre."""
    if min(len(un), len(autre)) < _LONGUEUR_D_UNE_FAUTE:
        return False
    return OSA.distance(un, autre, score_cutoff=1) == 1
