"""Le guichet du paiement : tout s’y fait sans compte, par une adresse qui ne se devine pas."""

from typing import Any

from flask import Blueprint

from portail.guichets.contexte import traduire
from portail.guichets.gardes import sans_garde
from portail.guichets.mots_du_paiement import MOYENS

blueprint = Blueprint("paiement", __name__)
sans_garde(blueprint)


@blueprint.context_processor
def mots() -> dict[str, Any]:
    """Donne aux gabarits de quoi dire un paiement."""
    return {"traduire": traduire, "moyens": MOYENS}
