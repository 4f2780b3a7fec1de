"""Nettoyer ce qu’on écrit : Unicode composé (NFC), sans caractères de contrôle ni inversions de sens d’écriture."""

import unicodedata

_LIANTS = "\u200c\u200d"
"""Caractères de liaison sans dessin, que certaines écritures exigent."""
_RETIRES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def une_ligne(texte: str) -> str:
    """Rend le texte sur une ligne : espaces réduits à un, bords nets, caractères invisibles retirés."""
    return _visible(" ".join(_sans_invisibles(" ".join(texte.splitlines()), garder="\t").split()))


def plusieurs_lignes(texte: str) -> str:
    """Rend le texte ligne à ligne, fins de ligne « \\n », sans blancs en bout ni lignes vides aux bords."""
    lignes = (_sans_invisibles(ligne, garder="\t").rstrip() for ligne in texte.splitlines())
    return _visible("\n".join(lignes).strip())


def sans_accents(texte: str) -> str:
    """Rend le texte en minuscules sans accents, pour reconnaître un mot."""
    plat = unicodedata.normalize("NFKD", texte.casefold())
    return "".join(signe for signe in plat if not unicodedata.combining(signe))


def chiffres_latins(texte: str) -> str:
    """Rend le texte où chaque chiffre, quelle que soit son écriture, est l’un de 0 à 9."""
    return "".join(str(unicodedata.decimal(signe, signe)) for signe in texte)


def compact(texte: str) -> str:
    """Rend les seules lettres et les seuls chiffres, en capitales : espaces, points et tirets retirés."""
    return "".join(signe for signe in chiffres_latins(une_ligne(texte)) if signe.isalnum()).upper()


def _sans_invisibles(texte: str, garder: str) -> str:
    gardes = garder + _LIANTS
    signes = (s for s in unicodedata.normalize("NFC", texte) if s in gardes or unicodedata.category(s) not in _RETIRES)
    return "".join(signes)


def _visible(texte: str) -> str:
    return texte if texte.strip(_LIANTS + " \n\t") else ""
