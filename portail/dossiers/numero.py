"""Numéro public d’un dossier : huit signes dictables au téléphone, tirés au sort, le dernier de contrôle."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Chiffres et lettres sans I, L, O, U : aucun signe ne se confond avec un autre."""
LONGUEUR = 8
_CONFUSIONS = str.maketrans({"I": "1", "L": "1", "O": "0", " ": "", "-": "", "\u00a0": "", "\u202f": ""})
_POLYNOME = 0b100101
"""x⁵ + x² + 1, primitif sur GF(2) : chaque rang a son propre poids dans GF(32)."""


def _double(valeur: int) -> int:
    valeur <<= 1
    return valeur ^ _POLYNOME if valeur & 32 else valeur


def _controle(signes: str) -> str:
    """Rend le signe de contrôle ; il révèle toute faute d’un signe et toute inversion de deux signes."""
    somme = 0
    for signe in signes:
        somme = _double(somme ^ ALPHABET.index(signe))
    return ALPHABET[somme]


def nouveau_numero() -> str:
    """Rend un numéro tiré au sort."""
    signes = "".join(secrets.choice(ALPHABET) for _ in range(LONGUEUR - 1))
    return signes + _controle(signes)


def lire_numero(texte: str) -> str | None:
    """Rend le numéro écrit dans `texte` (casse, espaces, I/L/O confondus admis), ou rien s’il est faux."""
    signes = texte.upper().translate(_CONFUSIONS)
    if len(signes) != LONGUEUR or any(signe not in ALPHABET for signe in signes):
        return None
    return signes if signes[-1] == _controle(signes[:-1]) else None


def en_deux_groupes(numero: str) -> str:
    """Rend le numéro comme on le lit : « 7K4M 2P9X »."""
    return f"{numero[:4]}\u00a0{numero[4:]}"
