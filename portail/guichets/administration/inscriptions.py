"""Les inscriptions, à l’administration : saisons, tarifs à confirmer, audit des places. Aucun nom."""

from functools import partial

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.guichets.administration.blueprint import blueprint
from portail.guichets.administration.gestes import tenter
from portail.guichets.identites import agent_courant
from portail.identite.actions import auteur_agent
from portail.inscriptions.activites.tenues import toutes_les_saisons
from portail.inscriptions.places.audit import constater
from portail.inscriptions.tarifs.actions import confirmer_la_grille
from portail.inscriptions.tarifs.queries import toutes_les_grilles


@blueprint.get("/inscriptions")
def inscriptions() -> ResponseReturnValue:
    """Montre les saisons, les tarifs, et si chaque compteur dit bien les places tenues."""
    ecarts, fausses = constater()
    return render_template(
        "administration/inscriptions.html",
        saisons=toutes_les_saisons(),
        grilles=toutes_les_grilles(),
        ecarts=ecarts,
        fausses=fausses,
    )


@blueprint.post("/inscriptions/grilles/<code>/confirmer")
def confirmer_les_tarifs(code: str) -> ResponseReturnValue:
    """Note que les tarifs d’une grille ont été relus."""
    return tenter(
        partial(confirmer_la_grille, code, auteur=auteur_agent(agent_courant())),
        succes=gettext("Les tarifs sont confirmés."),
        retour=url_for("administration.inscriptions"),
    )
