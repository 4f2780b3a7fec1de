"""Les cellules d’un export : du texte inerte, des nombres, des dates."""

import re
from datetime import date
from decimal import Decimal
from typing import TypeAlias

Cellule: TypeAlias = str | int | Decimal | date | None

ACTIFS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Ce par quoi commence une cellule qu’un tableur prendrait pour une formule (OWASP, « CSV injection »)."""
INVISIBLES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Ce qu’un fichier XML ne peut pas contenir, et qu’un tableur ne montre pas."""
LONGUEUR_MAX = 32_000
"""Un tableur refuse une cellule plus longue."""


def inerte(texte: str) -> str:
    """Rend le texte tel qu’aucun tableur ne l’exécute : une apostrophe devant ce qui ressemblerait à une formule.

    Les blancs de tête ne protègent pas : plusieurs tableurs les ôtent avant de lire.
    """
    propre = INVISIBLES.sub("", texte)[:LONGUEUR_MAX]
    return f"'{propre}" if propre.startswith(ACTIFS) or propre.lstrip().startswith(ACTIFS) else propre
