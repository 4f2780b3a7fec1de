"""Les vœux d’une famille reçue : l’agent les classe avec elle, par le même chemin, jusqu’à la même clôture."""

from functools import partial
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.guichets.agents.activites.acces import par, tenter
from portail.guichets.agents.activites.comptoir import activite_geree
from portail.guichets.agents.activites.familles import famille_recue
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.classement import (
    a_classer,
    campagne_montree,
    est_ouverte,
    formulaire_des_voeux,
    veut_ensemble,
    voeux_dits,
)
from portail.guichets.refus import SAISIE_A_CORRIGER, refus_dit
from portail.guichets.saisie.formulaire import FormulaireDeSaisie
from portail.inscriptions.ouvertures.campagnes import VoeuxDit, dire_ses_voeux, retirer_ses_voeux
from portail.inscriptions.ouvertures.queries import demande_de
from portail.socle.erreurs import ErreurMetier, Introuvable


@blueprint.route("/activites/guichet/<uuid:usager_id>/voeux/<code>", methods=["GET", "POST"])
def voeux_au_guichet(usager_id: UUID, code: str) -> ResponseReturnValue:
    """Classe les vœux de la famille reçue ; redits, ils remplacent les précédents."""
    usager = famille_recue(usager_id)
    activite = activite_geree(code)
    choix = a_classer(activite, usager_id)
    demande = demande_de(choix.campagne.id, usager_id=usager_id)
    form = formulaire_des_voeux(choix, demande)
    refus, statut = "", 200
    if form.validate_on_submit():
        refus, statut = _dire(choix.campagne.id, voeux_dits(choix, form), form, usager_id)
        if not refus:
            flash(gettext("Les vœux de la famille sont gardés, jusqu’à la clôture."), "succes")
            return redirect(url_for("agents.voeux_au_guichet", usager_id=usager_id, code=code), code=303)
    page = render_template(
        "agents/activites/voeux_au_guichet.html",
        usager=usager,
        activite=activite,
        choix=choix,
        demande=demande,
        ouverte=est_ouverte(choix.campagne),
        form=form,
        refus=refus,
    )
    return page, SAISIE_A_CORRIGER if form.errors else statut


@blueprint.post("/activites/guichet/<uuid:usager_id>/voeux/<code>/retirer")
def retirer_les_voeux_au_guichet(usager_id: UUID, code: str) -> ResponseReturnValue:
    """Retire les vœux de la famille reçue, tant que la campagne est ouverte."""
    famille_recue(usager_id)
    campagne = campagne_montree(activite_geree(code))
    return tenter(
        partial(retirer_ses_voeux, campagne.id, usager_id=usager_id, auteur=par()),
        succes=gettext("Les vœux de la famille sont retirés."),
        retour=url_for("agents.voeux_au_guichet", usager_id=usager_id, code=code),
    )


def _dire(campagne_id: UUID, voulus: list[VoeuxDit], form: FormulaireDeSaisie, usager_id: UUID) -> tuple[str, int]:
    """Garde les vœux ; rend le refus et son code, ou rien."""
    if not voulus:
        return gettext("Classez au moins un groupe."), SAISIE_A_CORRIGER
    try:
        dire_ses_voeux(campagne_id, voulus, ensemble=veut_ensemble(form), usager_id=usager_id, auteur=par())
    except Introuvable:
        raise
    except ErreurMetier as refus:
        return refus_dit(refus), refus.code_http
    return "", 200
