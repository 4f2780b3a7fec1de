"""La visite prévue, dans le suivi de la personne, et le rendez-vous pour son agenda."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Response
from flask.typing import ResponseReturnValue

from portail.dossiers import queries
from portail.dossiers.horloges.lecture import declaration_de
from portail.dossiers.suivi_lu import SuiviLu
from portail.dossiers.visites.messages import FICHIER, agenda_de, dite
from portail.dossiers.visites.models import Visite
from portail.dossiers.visites.queries import planifiee, visites_de
from portail.guichets.identites import usager_courant
from portail.guichets.usagers.blueprint import blueprint
from portail.identite.models import Agent
from portail.socle import horloge
from portail.socle.erreurs import Introuvable


def visite_a_l_ecran(lu: SuiviLu, agents: Mapping[UUID, Agent]) -> dict[str, Any]:
    """Rend, pour la page de suivi, la visite à venir ; rien s’il n’y en a pas. `agents` : qui la fait en est."""
    suivi, prevue = lu.dossier, _a_venir(lu.visites)
    if prevue is None:
        return {}
    par = agents[prevue.evaluateur_id]
    return {"visite": prevue, "visite_dite": dite(suivi, declaration_de(suivi), prevue, par=par)}


def _a_venir(visites: Sequence[Visite]) -> Visite | None:
    prevue = planifiee(visites)
    return prevue if prevue is not None and prevue.fin > horloge.maintenant() else None


@blueprint.get("/mon-espace/dossiers/<numero:numero>/visite.ics")
def agenda_de_la_visite(numero: str) -> ResponseReturnValue:
    """Rend la visite à venir, pour l’agenda de la personne."""
    suivi = queries.dossier_de_usager(usager_courant(), numero)
    prevue = _a_venir(visites_de(suivi))
    if prevue is None:
        raise Introuvable
    contenu = agenda_de(suivi, declaration_de(suivi), prevue)
    reponse = Response(contenu, mimetype="text/calendar")
    reponse.headers.set("Content-Disposition", "attachment", filename=FICHIER)
    return reponse
