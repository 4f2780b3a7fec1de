"""Les évènements des services de l’agent ; en créer un."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.evenements.formulaires import FormulaireNouvelEvenement, nombre_lu
from portail.guichets.identites import agent_courant
from portail.guichets.mots_des_evenements import ACCUEILS, ETATS, REGIMES
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli
from portail.guichets.reprise import formulaire_repris
from portail.identite.models import Agent
from portail.inscriptions.evenements import organisation
from portail.inscriptions.evenements.erreurs import DatesImpossibles
from portail.inscriptions.evenements.models import Evenement
from portail.inscriptions.evenements.queries import evenement_tenu, evenements_tenus, restes, services_tenus, venues
from portail.inscriptions.habilitations import peut_regler
from portail.socle.erreurs import Interdit
from portail.territoire.models import Service
from portail.territoire.queries import services_actifs


@blueprint.context_processor
def mots_des_evenements() -> dict[str, object]:
    """Donne aux gabarits les mots des évènements."""
    return {"etats_evenement": ETATS, "accueils": ACCUEILS, "regimes": REGIMES}


def organisateur() -> Agent:
    """Rend l’agent courant s’il tient les évènements d’un service ; lève `Interdit` sinon."""
    agent = agent_courant()
    if not services_tenus(agent):
        raise Interdit
    return agent


def a_regler(evenement_id: UUID) -> tuple[Agent, Evenement]:
    """Rend l’agent et l’évènement ; lève `Introuvable` hors de ses services, `Interdit` s’il n’y encadre pas."""
    agent = organisateur()
    tenu = evenement_tenu(agent, evenement_id)
    if not peut_regler(agent, tenu.service_code):
        raise Interdit
    return agent, tenu


@blueprint.get("/evenements/")
def evenements() -> ResponseReturnValue:
    """Montre les évènements à venir, ou passés."""
    agent = organisateur()
    passes = request.args.get("quand") == "passes"
    siens = evenements_tenus(agent, passes=passes)
    return render_template(
        "agents/evenements/evenements.html",
        evenements=siens,
        restes=restes(siens),
        venues=venues(siens),
        passes=passes,
        peut_creer=bool(services_a_regler(agent)),
    )


@blueprint.route("/evenements/nouveau", methods=["GET", "POST"])
def nouvel_evenement() -> ResponseReturnValue:
    """Crée un évènement, pas encore publié."""
    agent = organisateur()
    services = services_a_regler(agent)
    if not services:
        raise Interdit
    form = formulaire_repris(FormulaireNouvelEvenement)
    form.service.choices = {service.code: service.nom for service in services}
    crees: list[Evenement] = []

    def creer() -> None:
        nombre = nombre_lu(form.capacite) or 0
        crees.append(organisation.creer(form.fiche, service_code=form.service.data, capacite=nombre, agent=agent))

    if form.validate_on_submit() and accompli(form.heure_fin, creer, DatesImpossibles):
        flash(gettext("L’évènement est créé. Publiez-le quand il est prêt."), "succes")
        return redirect(url_for("agents.evenement", evenement_id=crees[0].id), 303)
    page = render_template("agents/evenements/regler.html", form=form, evenement=None)
    return page, SAISIE_A_CORRIGER if form.errors else 200


def services_a_regler(agent: Agent) -> list[Service]:
    """Rend les services où l’agent peut créer un évènement."""
    codes = services_tenus(agent, pour_regler=True)
    if not codes:
        return []
    return [service for service in services_actifs() if None in codes or service.code in codes]
