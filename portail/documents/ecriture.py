"""Rendre un texte imprimable : caractères que nos polices savent dessiner, et rien d’invisible.

Un document archivable (PDF/A) ne peut pas contenir un caractère sans dessin : un emoji dans une réponse ne doit pas
empêcher de composer le récapitulatif.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Mapping
from typing import TypeAlias

Donnee: TypeAlias = str | int | float | bool | list["Donnee"] | tuple["Donnee", ...] | Mapping[str, "Donnee"] | None

MANQUANT = "□"
"""Ce qui tient la place d’un caractère que nos polices ne dessinent pas."""

LATIN = (
    (0x20, 0x7E),
    (0xA0, 0xAC),
    (0xAE, 0x17F),
    (0x2010, 0x2015),
    (0x2018, 0x201E),
    (0x2022, 0x2022),
    (0x25A1, 0x25A1),
)
"""Le français et ses voisins : toujours dessinés par la police du texte, seuls ou ensemble."""

COUVERTS = (
    (0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0x2FF),  # latin
    (0x38E, 0x3A1), (0x3A3, 0x482), (0x48A, 0x4FF),  # grec, cyrillique
    (0x531, 0x556), (0x561, 0x587), (0x5D0, 0x5EA),  # arménien, hébreu
    (0x60C, 0x60C), (0x61B, 0x61B), (0x61F, 0x61F), (0x621, 0x63A), (0x640, 0x64A), (0x660, 0x66D),  # arabe
    (0x679, 0x67B), (0x67E, 0x680), (0x686, 0x687), (0x6A9, 0x6A9), (0x6AF, 0x6AF), (0x6CC, 0x6CC), (0x6F0, 0x6F9),
    (0x10D0, 0x10FA),  # géorgien
    (0x1E00, 0x1EFF), (0x2010, 0x2027), (0x202F, 0x2040), (0x2070, 0x2071), (0x2074, 0x208E), (0x20A0, 0x20C0),
    (0x2153, 0x2182), (0x2190, 0x22FF), (0x2460, 0x24FF), (0x25A0, 0x262F), (0x2713, 0x2718), (0xFB00, 0xFB06),
)  # fmt: skip
"""Ce que dessinent nos polices (texte, repli serif, repli à chasse fixe) ; un test les compose tous."""

MOT_SANS_FIN = re.compile(r"([^\s/-]{48})(?=[^\s/-])")
"""Une suite que rien ne permet de couper et qui sortirait de la page."""

COUPURE = "\N{ZERO WIDTH SPACE}"

_DEBUTS = [debut for debut, _fin in COUVERTS]


def imprimable(texte: str) -> str:
    """Rend le texte sans caractère invisible, ceux que rien ne dessine remplacés par « □ »."""
    return _ecrire(texte, _est_couvert)


def latin(texte: str) -> str:
    """Rend le texte réduit à l’écriture latine, le reste remplacé par « □ » : le dernier recours."""
    return _ecrire(texte, _est_latin)


def partout(donnee: Donnee, ecrire: Callable[[str], str]) -> Donnee:
    """Rend les mêmes données, chaque texte (jamais une clé) passé par `ecrire`."""
    if isinstance(donnee, str):
        return ecrire(donnee)
    if isinstance(donnee, Mapping):
        return {cle: partout(valeur, ecrire) for cle, valeur in donnee.items()}
    if isinstance(donnee, list | tuple):
        return [partout(valeur, ecrire) for valeur in donnee]
    return donnee


def _ecrire(texte: str, est_dessine: Callable[[str], bool]) -> str:
    compose = unicodedata.normalize("NFC", texte.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    dessine = "".join(_caractere(caractere, est_dessine) for caractere in compose)
    return MOT_SANS_FIN.sub(rf"\1{COUPURE}", dessine)


def _caractere(caractere: str, est_dessine: Callable[[str], bool]) -> str:
    """Rend le caractère ; rien s’il est invisible (contrôles, ordre d’écriture, jonctions, variantes d’emoji)."""
    if caractere == "\n" or est_dessine(caractere):
        return caractere
    categorie = unicodedata.category(caractere)
    if categorie in {"Zl", "Zp"}:
        return "\n"
    return "" if categorie in {"Cc", "Cf", "Mn", "Me"} else MANQUANT


def _est_couvert(caractere: str) -> bool:
    rang = bisect_right(_DEBUTS, ord(caractere)) - 1
    return rang >= 0 and ord(caractere) <= COUVERTS[rang][1]


def _est_latin(caractere: str) -> bool:
    return any(debut <= ord(caractere) <= fin for debut, fin in LATIN)
