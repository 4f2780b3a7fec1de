"""Le guichet de la billetterie : tout s’y fait sans compte ; ce que l’on a acheté se rouvre par le lien reçu."""

from typing import Any
from uuid import UUID

from flask import Blueprint
from flask import session as cookie

from portail.guichets.contexte import traduire
from portail.guichets.gardes import sans_garde
from portail.inscriptions.patrimoine.models import Achat
from portail.inscriptions.patrimoine.queries import panier_de

PANIER = "billetterie"
blueprint = Blueprint("billetterie", __name__)
sans_garde(blueprint)


def panier_id() -> UUID | None:
    """Rend l’identifiant du panier de ce navigateur, ou rien."""
    garde = cookie.get(PANIER)
    return UUID(garde) if garde else None


def panier_du_navigateur() -> Achat | None:
    """Rend le panier de ce navigateur, s’il en est encore un."""
    return panier_de(panier_id())


def retenir(achat: Achat | None) -> None:
    """Garde ce panier dans la session de ce navigateur, ou l’oublie."""
    if achat is None:
        cookie.pop(PANIER, None)
    else:
        cookie[PANIER] = str(achat.id)


@blueprint.context_processor
def mots() -> dict[str, Any]:
    """Donne aux gabarits de quoi traduire."""
    return {"traduire": traduire}
