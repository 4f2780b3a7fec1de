"""Sur la fiche d’une personne : ses rendez-vous, et qui la suit dans chaque service."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm

from portail.guichets.agents.agenda.jour import ETATS
from portail.guichets.agents.agenda.pour import fiche_justifiee
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.refus import SAISIE_A_CORRIGER
from portail.guichets.reprise import formulaire_repris
from portail.guichets.saisie.simples import Exige, Liste
from portail.identite.models import Agent
from portail.instruction import fiche as fiches
from portail.rendez_vous.echanges.queries import historique_de
from portail.rendez_vous.reservations.etats import ANNULES
from portail.rendez_vous.reservations.habilitations import services_recus
from portail.rendez_vous.ressources.actions import nommer_le_referent, retirer_le_referent
from portail.rendez_vous.ressources.habilitations import services_de, services_tenus
from portail.rendez_vous.ressources.queries import (
    referents_de,
    referents_par_service,
    ressource_de_l_agent,
    ressources_du_service,
)
from portail.socle.traduction import _
from portail.territoire.queries import services_nommes

SEPARATEUR = "|"


class FormulaireDeReferent(FlaskForm):
    """Qui suit la personne, et dans quel service."""

    qui = Liste(lazy_gettext("Qui suit cette personne"), [Exige(_("Choisissez qui suit cette personne."))])


def rendez_vous_de_la_fiche(agent: Agent, usager_id: UUID | None) -> Mapping[str, Any]:
    """Rend ce que la fiche montre des rendez-vous ; rien pour qui n’a pas de compte."""
    if usager_id is None:
        return {"rendez_vous": (), "referents": {}, "peut_nommer": False, "peut_inviter": False}
    return {
        "rendez_vous": historique_de(usager_id, agent=agent),
        "presences": ETATS,
        "annules": ANNULES,
        "referents": referents_par_service(usager_id, services_de(agent)),
        "peut_nommer": bool(services_de(agent)),
        "peut_inviter": bool(services_recus(agent)),
    }


@blueprint.route("/usagers/<uuid:usager_id>/referent", methods=["GET", "POST"])
@fiche_justifiee
def nommer_un_referent(agent: Agent, fiche: fiches.Fiche, usager_id: UUID) -> ResponseReturnValue:
    """Dit qui suit cette personne dans un service, ou que plus personne ne la suit."""
    form = formulaire_repris(FormulaireDeReferent)
    suivis = referents_de(usager_id)
    form.qui.choices = [("", gettext("Choisissez")), *_nommables(agent, suivis).items()]
    if form.validate_on_submit():
        service, _sep, choisi = (form.qui.data or "").partition(SEPARATEUR)
        if choisi:
            nommer_le_referent(usager_id, service_code=service, agent_id=UUID(choisi), par=agent)
        else:
            retirer_le_referent(usager_id, service_code=service, par=agent)
        flash(gettext("C’est noté."), "succes")
        return redirect(url_for("agents.usager", usager_id=usager_id), 303)
    possible = len(form.qui.choices) > 1
    page = render_template("agents/agenda/referent.html", form=form, fiche=fiche, possible=possible)
    return page, SAISIE_A_CORRIGER if form.errors else 200


def _nommables(agent: Agent, suivis: Mapping[str, Agent] | None = None) -> dict[str, str]:
    """Rend qui l’agent peut nommer, par service : lui-même s’il reçoit, ses collègues s’il en tient les agendas."""
    tenus, lui, choix = services_tenus(agent), ressource_de_l_agent(agent.id), {}
    for service in services_nommes(services_de(agent)):
        recoivent = ressources_du_service(service.code) if service.code in tenus else [lui] if lui else []
        for une in recoivent:
            if une.agent_id is not None:
                choix[f"{service.code}{SEPARATEUR}{une.agent_id}"] = f"{service.nom} – {une.nom}"
        suivi = (suivis or {}).get(service.code)
        if suivi is not None and (service.code in tenus or suivi.id == agent.id):
            choix[f"{service.code}{SEPARATEUR}"] = gettext("%(service)s – plus personne", service=service.nom)
    return choix
