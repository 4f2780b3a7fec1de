"""Le guichet des évènements : tout s’y fait sans compte ; ce que l’on a pris se rouvre par le lien reçu."""

from typing import Any

from flask import Blueprint

from portail.guichets.contexte import traduire
from portail.guichets.gardes import sans_garde
from portail.guichets.mots_des_evenements import ACCUEILS, REGIMES

blueprint = Blueprint("evenements", __name__)
sans_garde(blueprint)


@blueprint.context_processor
def mots() -> dict[str, Any]:
    """Donne aux gabarits de quoi dire un évènement."""
    return {"traduire": traduire, "accueils": ACCUEILS, "regimes": REGIMES}
