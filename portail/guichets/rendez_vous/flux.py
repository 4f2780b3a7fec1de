"""L’agenda d’un agent, à l’adresse secrète qu’il a donnée à son logiciel."""

from flask import Response
from flask.typing import ResponseReturnValue

from portail.guichets.contexte import langue_courante
from portail.guichets.gardes import ouvert
from portail.guichets.poste import poste
from portail.guichets.rendez_vous.blueprint import blueprint
from portail.rendez_vous.agendas.flux import agenda_du_flux
from portail.socle import debits

DEBIT = "60/10minutes"


@blueprint.get("/r/agenda/<jeton>.ics")
@ouvert
def flux(jeton: str) -> ResponseReturnValue:
    """Rend l’agenda, sous des titres neutres."""
    debits.consommer(DEBIT, "rendez_vous/flux", poste())
    reponse = Response(agenda_du_flux(jeton, langue=langue_courante()), mimetype="text/calendar")
    reponse.headers["Cache-Control"] = "private, no-store"
    return reponse
