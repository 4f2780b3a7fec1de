"""Écrire une cellule de CSV qu’aucun tableur n’exécute (OWASP, « CSV injection »)."""

ACTIFS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Ce par quoi commence une cellule qu’un tableur prendrait pour une formule."""


def inerte(texte: str) -> str:
    """Rend le texte tel qu’aucun tableur ne l’exécute : une apostrophe devant ce qui ressemblerait à une formule."""
    return f"'{texte}" if texte.lstrip().startswith(ACTIFS) or texte.startswith(ACTIFS) else texte
