"""Le bureau des notaires : réservé aux membres d’un office ouvert, second facteur prouvé."""

from collections.abc import Callable

from flask import Blueprint

from portail.guichets.contexte import langue_courante
from portail.guichets.gardes import garder_notaires
from portail.guichets.identites import membre_present
from portail.identite.notaires.models import Membre
from portail.socle.traduction import traducteur

blueprint = Blueprint("notaires", __name__, url_prefix="/notaires")
garder_notaires(blueprint)


@blueprint.context_processor
def communs() -> dict[str, Callable[[str], str] | Membre | None]:
    """Donne aux gabarits de quoi traduire un texte du domaine, et le membre connecté."""
    return {"traduire": traducteur(langue_courante()), "membre": membre_present()}
