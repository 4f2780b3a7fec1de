"""Le guichet public : tout s’y lit sans connexion."""

from collections.abc import Callable

from flask import Blueprint

from portail.guichets.contexte import langue_courante
from portail.guichets.gardes import sans_garde
from portail.socle.traduction import traducteur

blueprint = Blueprint("public", __name__)
sans_garde(blueprint)


@blueprint.context_processor
def textes_du_catalogue() -> dict[str, Callable[[str], str]]:
    """Donne aux gabarits de quoi traduire un texte de déclaration, au rendu."""
    return {"traduire": traducteur(langue_courante())}
