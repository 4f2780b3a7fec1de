"""Le code imprimé sur un document : treize signes dictables, douze de hasard et un de contrôle.

Soixante bits de hasard : avec un million de documents, un essai au hasard a une chance sur mille milliards.
"""

from portail.socle import dictee

LONGUEUR = 13
INSECABLE = "\u00a0"


def nouveau_code() -> str:
    """Rend un code tiré au sort."""
    return dictee.tirer(LONGUEUR)


def lire_code(texte: str) -> str | None:
    """Rend le code écrit dans `texte` (casse, espaces, tirets, I/L/O confondus admis), ou rien s’il est faux."""
    return dictee.lire(texte, LONGUEUR)


def en_groupes(code: str) -> str:
    """Rend le code comme on le lit : « 7K4M 2P9X 3QRTW »."""
    return INSECABLE.join((code[:4], code[4:8], code[8:]))
