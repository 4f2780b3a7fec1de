"""Changer l’heure d’un rendez-vous pris : l’ancien n’est perdu que si le nouveau est à la personne."""

from datetime import datetime
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm

from portail.guichets.gardes import ouvert
from portail.guichets.refus import refus_dit
from portail.guichets.rendez_vous.blueprint import blueprint
from portail.guichets.rendez_vous.garder import choix_de, montrer_les_voisins
from portail.guichets.rendez_vous.mien import acteur_de, mes_rendez_vous
from portail.guichets.rendez_vous.souhait import Souhait, conclure, garde, garder
from portail.rendez_vous.lieux.queries import lieu_par_id
from portail.rendez_vous.objets.models import Modalite
from portail.rendez_vous.occupations.erreurs import CreneauPris
from portail.rendez_vous.rappels.messages import Attendue
from portail.rendez_vous.reservations.changements import deplacer
from portail.socle.erreurs import ErreurMetier, Introuvable

CONFLIT = 409


@blueprint.post("/rendez-vous/mien/deplacer")
@ouvert
def choisir_un_autre_horaire() -> ResponseReturnValue:
    """Retient le rendez-vous à déplacer, puis montre les horaires libres."""
    qui = _a_deplacer()
    enfant = qui.participation.enfant or {}
    garder(
        qui.objet,
        deplace=str(qui.rdv.id),
        quitte=[str(qui.rdv.id)],
        accepte=True,
        naissances=[enfant["date_naissance"]] if enfant else [],
        duree=int((qui.rdv.fin - qui.rdv.debut).total_seconds() // 60),
    )
    souhait = Souhait(objet=qui.objet, modalite=qui.rdv.modalite, lieu=qui.lieu.code)
    return redirect(souhait.adresse(), 303)


@blueprint.route("/rendez-vous/mien/deplacer/confirmer", methods=["GET", "POST"])
@ouvert
def confirmer_le_deplacement() -> ResponseReturnValue:
    """Montre l’ancien et le nouveau, puis déplace."""
    qui = _a_deplacer()
    voulu = garde(qui.objet).get("voulu")
    if not voulu:
        return redirect(url_for("rendez_vous.mien"), 303)
    lieu, debut = lieu_par_id(UUID(voulu["lieu_id"])), datetime.fromisoformat(voulu["debut"])
    souhait = Souhait(objet=qui.objet, modalite=Modalite(voulu["modalite"]), lieu=lieu.code)
    form, refus = FlaskForm(), ""
    if form.validate_on_submit():
        try:
            deplacer(qui.rdv.id, choix_de(souhait, lieu_id=lieu.id, debut=debut), acteur=acteur_de(qui))
        except CreneauPris as pris:
            return montrer_les_voisins(souhait, pris.voisins)
        except ErreurMetier as autre:
            refus = refus_dit(autre)
        else:
            conclure([qui.participation.id])
            flash(gettext("Votre rendez-vous est déplacé."), "succes")
            return redirect(url_for("rendez_vous.mien"), 303)
    page = render_template(
        "rendez_vous/deplacer.html", qui=qui, souhait=souhait, lieu=lieu, debut=debut, form=form, refus=refus
    )
    return page, CONFLIT if refus else 200


def _a_deplacer() -> Attendue:
    """Rend le rendez-vous individuel à déplacer ; une séance se quitte et se reprend."""
    qui = mes_rendez_vous()[0]
    if qui.rdv.est_collectif:
        raise Introuvable
    return qui
