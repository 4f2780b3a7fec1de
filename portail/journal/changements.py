"""Dire un changement au journal, avant → après, sans y mettre de texte : les codes en clair, le reste en empreinte."""

import re
from collections.abc import Mapping

from portail.socle.chiffrement import empreinte_cle

LONGUEUR = 16
"""Signes gardés de chaque empreinte : assez pour voir qu’un texte a changé, ou qu’il est revenu."""
_EMPREINTE = re.compile(rf"[0-9a-f]{{{LONGUEUR}}}")


def changement(
    avant: Mapping[str, str], apres: Mapping[str, str], *, en_clair: frozenset[str] = frozenset()
) -> dict[str, dict[str, str]]:
    """Rend `{"avant", "apres"}` pour les seuls champs qui changent ; vide si rien ne change.

    `en_clair` : les champs qui sont des codes, des dates ou des identifiants.
    """
    changes = sorted(nom for nom in {*avant, *apres} if avant.get(nom, "") != apres.get(nom, ""))
    if not changes:
        return {}
    return {
        "avant": {nom: _dit(nom, avant.get(nom, ""), en_clair) for nom in changes},
        "apres": {nom: _dit(nom, apres.get(nom, ""), en_clair) for nom in changes},
    }


def _dit(nom: str, valeur: str, en_clair: frozenset[str]) -> str:
    if not valeur or nom in en_clair:
        return valeur
    return empreinte_de(nom, valeur)


def empreinte_de(nom: str, texte: str) -> str:
    """Rend ce que le journal garde du texte de ce champ : de quoi le reconnaître, pas le relire."""
    return empreinte_cle(texte, f"journal.{nom}")[:LONGUEUR]


def est_une_empreinte(valeur: str) -> bool:
    """Vrai si le journal garde là l’empreinte d’un texte, et non un code."""
    return _EMPREINTE.fullmatch(valeur) is not None
