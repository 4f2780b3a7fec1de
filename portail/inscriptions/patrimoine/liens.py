"""L’adresse d’un achat : elle suffit pour le suivre et reprendre ses billets, sans compte. Elle ne se devine pas."""

import hmac
from uuid import UUID

from portail.inscriptions.patrimoine.models import Achat
from portail.socle.base import session
from portail.socle.chiffrement import empreinte_cle
from portail.socle.erreurs import Introuvable

LONGUEUR = 32
"""Signes hexadécimaux : 128 bits."""


def code_de(achat_id: UUID) -> str:
    """Rend le code qui ouvre cet achat."""
    return empreinte_cle(str(achat_id), "achat")[:LONGUEUR]


def chemin_de(achat_id: UUID) -> str:
    """Rend le chemin de la page de cet achat."""
    return f"/billetterie/achats/{achat_id}/{code_de(achat_id)}"


def achat_du_lien(achat_id: UUID, code: str) -> Achat:
    """Rend l’achat que cette adresse ouvre ; lève `Introuvable`, sans dire si c’est l’achat ou le code."""
    if not hmac.compare_digest(code.encode(), code_de(achat_id).encode()):
        raise Introuvable
    achat = session.get(Achat, achat_id, populate_existing=True)
    if achat is None:
        raise Introuvable
    return achat
