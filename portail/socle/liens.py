"""Le code d’une adresse qui suffit pour ouvrir un objet, sans compte : tiré de la clé du portail, indevinable."""

import hmac
from uuid import UUID

from portail.socle.chiffrement import empreinte_cle

LONGUEUR = 32
"""Signes hexadécimaux : 128 bits."""


def code_du_lien(identifiant: UUID, usage: str) -> str:
    """Rend le code qui ouvre cet objet."""
    return empreinte_cle(str(identifiant), usage)[:LONGUEUR]


def ouvre(code: str, identifiant: UUID, usage: str) -> bool:
    """Vrai si ce code ouvre cet objet ; la réponse prend le même temps, qu’il soit juste ou faux."""
    return hmac.compare_digest(code.encode(), code_du_lien(identifiant, usage).encode())
