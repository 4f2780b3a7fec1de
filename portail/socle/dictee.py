"""Codes qui se dictent au téléphone : signes tirés au sort, sans lettre qui se confonde, le dernier de contrôle."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Chiffres et lettres sans I, L, O, U : aucun signe ne se confond avec un autre."""
_CONFUSIONS = str.maketrans({"I": "1", "L": "1", "O": "0", " ": "", "-": "", "\u00a0": "", "\u202f": ""})
_POLYNOME = 0b100101
"""x⁵ + x² + 1, primitif sur GF(2) : jusqu’à 31 signes, chaque rang a son propre poids dans GF(32)."""


def _double(valeur: int) -> int:
    valeur <<= 1
    return valeur ^ _POLYNOME if valeur & 32 else valeur


def controle(signes: str) -> str:
    """Rend le signe de contrôle ; il révèle toute faute d’un signe et toute inversion de deux signes."""
    somme = 0
    for signe in signes:
        somme = _double(somme ^ ALPHABET.index(signe))
    return ALPHABET[somme]


def tirer(longueur: int) -> str:
    """Rend un code neuf de cette longueur, signe de contrôle compris ; cinq bits de hasard par autre signe."""
    signes = "".join(secrets.choice(ALPHABET) for _ in range(longueur - 1))
    return signes + controle(signes)


def lire(texte: str, longueur: int) -> str | None:
    """Rend le code écrit dans `texte` (casse, espaces, tirets, I/L/O confondus admis), ou rien s’il est faux."""
    signes = texte.upper().translate(_CONFUSIONS)
    if len(signes) != longueur or any(signe not in ALPHABET for signe in signes):
        return None
    return signes if signes[-1] == controle(signes[:-1]) else None
