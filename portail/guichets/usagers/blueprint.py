"""Le guichet des usagers : réservé aux personnes connectées, sauf le pré-test et la version papier."""

from collections.abc import Callable

from flask import Blueprint

from portail.guichets.contexte import langue_courante
from portail.guichets.gardes import garder_usagers
from portail.socle.traduction import traducteur

blueprint = Blueprint("usagers", __name__)
garder_usagers(blueprint)


@blueprint.context_processor
def textes_de_la_declaration() -> dict[str, Callable[[str], str]]:
    """Donne aux gabarits de quoi traduire un texte de déclaration, au rendu."""
    return {"traduire": traducteur(langue_courante())}
