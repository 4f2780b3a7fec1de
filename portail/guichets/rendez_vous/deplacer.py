"""Changer l’heure d’un rendez-vous pris : l’ancien n’est perdu que si le nouveau est à la personne."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm

from portail.guichets.gardes import ouvert
from portail.guichets.refus import CONFLIT, refus_dit
from portail.guichets.rendez_vous.blueprint import blueprint
from portail.guichets.rendez_vous.garder import choix_de, montrer_les_voisins
from portail.guichets.rendez_vous.mien import acteur_de
from portail.guichets.rendez_vous.ouverts import mes_rendez_vous, ouvrir_le_rendez_vous
from portail.guichets.rendez_vous.souhait import Souhait, souhait_demande
from portail.rendez_vous.lieux.queries import lieu_de
from portail.rendez_vous.occupations.erreurs import CreneauPris
from portail.rendez_vous.reservations.changements import deplacer
from portail.socle.erreurs import ErreurMetier, Introuvable


@blueprint.post("/rendez-vous/mien/<numero:numero>/deplacer")
@ouvert
def choisir_un_autre_horaire(numero: str) -> ResponseReturnValue:
    """Montre les horaires libres où mettre ce rendez-vous, ou celui du second enfant ; une séance se quitte."""
    miens, lequel = mes_rendez_vous(numero), request.form.get("lequel", "")
    qui = next((une for une in miens if str(une.participation.id) == lequel), miens[0])
    if qui.rdv.est_collectif:
        raise Introuvable
    if qui is not miens[0]:
        ouvrir_le_rendez_vous(qui.rdv.numero, [qui.participation.id])
    souhait = Souhait(objet=qui.objet, modalite=qui.rdv.modalite, lieu=qui.lieu.code, deplace=qui)
    return redirect(souhait.adresse(), 303)


@blueprint.route("/rendez-vous/mien/deplacer", methods=["GET", "POST"])
@ouvert
def confirmer_le_deplacement() -> ResponseReturnValue:
    """Montre l’ancien horaire et le nouveau, que nomme l’adresse, puis déplace."""
    souhait = souhait_demande()
    qui = souhait.deplace
    if qui is None or souhait.debut is None:
        raise Introuvable
    form, refus = FlaskForm(), ""
    if form.validate_on_submit():
        try:
            deplacer(qui.rdv.id, choix_de(souhait, souhait.debut), acteur=acteur_de(qui))
        except CreneauPris as pris:
            return montrer_les_voisins(souhait, pris.voisins)
        except ErreurMetier as autre:
            refus = refus_dit(autre)
        else:
            flash(gettext("Votre rendez-vous est déplacé."), "succes")
            return redirect(url_for("rendez_vous.mien", numero=qui.rdv.numero), 303)
    page = render_template(
        "rendez_vous/deplacer.html", qui=qui, souhait=souhait, lieu=lieu_de(souhait.lieu), form=form, refus=refus
    )
    return page, CONFLIT if refus else 200
