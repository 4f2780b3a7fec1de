"""Répondre à une famille qui conteste le résultat de ses vœux : ce qu’elle dit, ce qui a compté, la réponse."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm

from portail.guichets.agents.activites.acces import par
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.identites import agent_courant
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli
from portail.guichets.reprise import formulaire_repris
from portail.guichets.saisie.simples import Exige, Texte, au_plus
from portail.identite.famille.queries import enfants_par_id
from portail.inscriptions.activites.tenues import groupes_de_l_activite
from portail.inscriptions.ouvertures.contestations import LONGUEUR_MAX, contestation_tenue, repondre
from portail.journal.actions import consigner
from portail.socle.erreurs import ErreurMetier
from portail.socle.traduction import _


class FormulaireDeReponse(FlaskForm):
    """Ce que la famille lira."""

    reponse = Texte(
        lazy_gettext("Votre réponse"),
        [Exige(_("Écrivez votre réponse.")), au_plus(LONGUEUR_MAX)],
        description=lazy_gettext("La famille la lit dans son espace. Elle ne se change plus ensuite."),
    )


@blueprint.route("/activites/contestations/<uuid:contestation_id>", methods=["GET", "POST"])
def contestation(contestation_id: UUID) -> ResponseReturnValue:
    """Montre une contestation, ce qui a compté pour ce foyer, et y répond une fois ; la lecture est au journal."""
    agent = agent_courant()
    tenue = contestation_tenue(agent, contestation_id)
    form = formulaire_repris(FormulaireDeReponse)

    def geste() -> None:
        repondre(contestation_id, str(form.reponse.data), agent=agent, auteur=par())

    if form.validate_on_submit() and accompli(form.reponse, geste, ErreurMetier):
        flash(gettext("Votre réponse est envoyée à la famille."), "succes")
        return redirect(url_for("agents.inscriptions_a_traiter"), code=303)
    consigner("lire_contestation", auteur=par(), objet=("demande_sur_voeux", contestation_id))
    page = render_template(
        "agents/activites/contestation.html",
        form=form,
        tenue=tenue,
        enfants=enfants_par_id({voeu.enfant_id for voeu in tenue.demande.voeux}),
        groupes={un.id: un for un in groupes_de_l_activite(tenue.activite.id)},
    )
    return page, SAISIE_A_CORRIGER if form.errors else 200
