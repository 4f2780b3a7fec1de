"""Le code d’une adresse qui suffit pour ouvrir un objet, sans compte : tiré de la clé du portail, indevinable."""

import hmac
from typing import TypeVar
from uuid import UUID

from portail.socle.base import Modele, session
from portail.socle.chiffrement import empreinte_cle
from portail.socle.erreurs import Introuvable

M = TypeVar("M", bound=Modele)

LONGUEUR = 32
"""Signes hexadécimaux : 128 bits."""


def code_du_lien(identifiant: UUID, usage: str) -> str:
    """Rend le code qui ouvre cet objet."""
    return empreinte_cle(str(identifiant), usage)[:LONGUEUR]


def ouvert_par(modele: type[M], identifiant: UUID, code: str, usage: str) -> M:
    """Rend l’objet que ce code ouvre ; lève `Introuvable`, sans dire si c’est l’objet ou le code.

    La comparaison prend le même temps, que le code soit juste ou faux.
    """
    juste = hmac.compare_digest(code.encode(), code_du_lien(identifiant, usage).encode())
    objet = session.get(modele, identifiant, populate_existing=True) if juste else None
    if objet is None:
        raise Introuvable
    return objet
