"""Numéro public d’un dossier : huit signes dictables au téléphone, tirés au sort, le dernier de contrôle."""

from portail.socle import dictee

LONGUEUR = 8


def nouveau_numero() -> str:
    """Rend un numéro tiré au sort."""
    return dictee.tirer(LONGUEUR)


def lire_numero(texte: str) -> str | None:
    """Rend le numéro écrit dans `texte` (casse, espaces, I/L/O confondus admis), ou rien s’il est faux."""
    return dictee.lire(texte, LONGUEUR)


def en_deux_groupes(numero: str) -> str:
    """Rend le numéro comme on le lit : « 7K4M 2P9X »."""
    return f"{numero[:4]}\u00a0{numero[4:]}"
