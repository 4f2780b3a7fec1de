"""Les inscriptions, à l’administration : saisons, tarifs à confirmer, audit des places. Aucun nom."""

from functools import partial

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.guichets.administration.blueprint import blueprint
from portail.guichets.administration.gestes import tenter
from portail.guichets.identites import agent_courant
from portail.identite.actions import auteur_agent
from portail.inscriptions.activites.tenues import activites_tenues, toutes_les_saisons
from portail.inscriptions.places.audit import constater
from portail.inscriptions.places.chiffres import comptes_partages
from portail.inscriptions.tarifs.actions import confirmer_la_grille
from portail.inscriptions.tarifs.queries import toutes_les_grilles
from portail.socle import horloge


@blueprint.get("/inscriptions")
def inscriptions() -> ResponseReturnValue:
    """Montre les saisons, leurs activités, les tarifs, et si chaque compteur dit bien les places tenues."""
    ecarts, fausses = constater()
    return render_template(
        "administration/inscriptions.html",
        saisons=toutes_les_saisons(),
        activites=activites_tenues(agent_courant()),
        grilles=toutes_les_grilles(),
        comptes=comptes_partages(),
        jour=horloge.aujourd_hui(),
        ecarts=ecarts,
        fausses=fausses,
    )


@blueprint.post("/inscriptions/grilles/<code>/confirmer")
def confirmer_les_tarifs(code: str) -> ResponseReturnValue:
    """Note que les tarifs d’une grille ont été relus."""
    return tenter(
        partial(confirmer_la_grille, code, auteur=auteur_agent(agent_courant())),
        succes=gettext("Les tarifs sont confirmés."),
        retour=url_for("administration.grille", code=code),
    )
