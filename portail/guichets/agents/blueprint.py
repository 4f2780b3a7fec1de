"""Le bureau des agents : réservé aux agents connectés ; chaque dossier vérifie en plus le service et le rôle."""

from collections.abc import Callable

from flask import Blueprint

from portail.guichets.contexte import langue_courante
from portail.guichets.gardes import garder_agents
from portail.socle.traduction import traducteur

blueprint = Blueprint("agents", __name__, url_prefix="/agents")
garder_agents(blueprint)


@blueprint.context_processor
def textes_de_la_declaration() -> dict[str, Callable[[str], str]]:
    """Donne aux gabarits de quoi traduire un texte de déclaration, au rendu."""
    return {"traduire": traducteur(langue_courante())}
