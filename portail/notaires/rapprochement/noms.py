"""Ramener un nom d’état civil à ce qui le distingue : ni accent, ni trait d’union, ni particule.

Deux formes d’un nom servent : sans particule (« LE GOFF » → « GOFF ») et tout attaché (« LEGOFF »), parce que les
registres écrivent les deux.
"""

from functools import lru_cache

from rapidfuzz.distance import OSA

from portail.demarche.recherche import normaliser

_PARTICULES = frozenset({"d", "de", "des", "du", "l", "la", "le", "les", "van", "von", "der", "den"})
_LONGUEUR_D_UNE_FAUTE = 4
"""En dessous, une lettre changée fait un autre nom : « ROY » n’est pas « ROI »."""


@lru_cache(maxsize=4096)
def mots(nom: str) -> tuple[str, ...]:
    """Rend les mots d’un nom, en minuscules sans accents, dans l’ordre."""
    return tuple(normaliser(nom).split())


@lru_cache(maxsize=4096)
def formes(nom: str) -> frozenset[str]:
    """Rend les formes sous lesquelles ce nom se compare : sans particule, et tout attaché ; vide pour un nom vide."""
    tous = mots(nom)
    sans = [mot for mot in tous if mot not in _PARTICULES]
    return frozenset({"".join(sans or tous), "".join(tous)}) - {""}


def a_une_faute(un: str, autre: str) -> bool:
    """Vrai si une lettre ajoutée, ôtée, changée ou deux lettres voisines échangées font passer de l’un à l’autre."""
    if min(len(un), len(autre)) < _LONGUEUR_D_UNE_FAUTE:
        return False
    return OSA.distance(un, autre, score_cutoff=1) == 1
