"""Changer l’heure d’un rendez-vous, ou de ceux de jumeaux : l’ancien n’est perdu que si le nouveau est à la personne.

Le nouvel horaire est gardé le temps de confirmer ; y renoncer le rend.
"""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm

from portail.guichets.ecrits import nombre_ecrit
from portail.guichets.gardes import ouvert
from portail.guichets.refus import CONFLIT, refus_dit
from portail.guichets.rendez_vous.blueprint import blueprint
from portail.guichets.rendez_vous.garder import Retenu, choix_de, montrer_les_voisins, retenu
from portail.guichets.rendez_vous.ouverts import acteurs_de
from portail.guichets.rendez_vous.parcours import garde, oublier
from portail.guichets.rendez_vous.souhait import Souhait, a_deplacer, souhait_demande
from portail.rendez_vous.lieux.queries import lieu_de
from portail.rendez_vous.occupations.erreurs import CreneauPris
from portail.rendez_vous.reservations.deplacements import deplacer_ensemble
from portail.rendez_vous.reservations.tenues import Detenteur
from portail.socle.erreurs import ErreurMetier, Introuvable


@blueprint.post("/rendez-vous/mien/<numero:numero>/deplacer")
@ouvert
def choisir_un_autre_horaire(numero: str) -> ResponseReturnValue:
    """Montre les horaires libres où mettre ce rendez-vous, ceux de jumeaux ensemble, ou un seul des deux."""
    lequel = nombre_ecrit(request.form.get("lequel", ""))
    deplaces = a_deplacer(numero, lequel)
    qui = deplaces[0]
    souhait = Souhait(
        objet=qui.objet,
        modalite=qui.rdv.modalite,
        lieu=qui.lieu.code,
        deplaces=deplaces,
        change=numero,
        lequel=lequel,
    )
    return redirect(souhait.adresse(), 303)


@blueprint.route("/rendez-vous/mien/deplacer", methods=["GET", "POST"])
@ouvert
def confirmer_le_deplacement() -> ResponseReturnValue:
    """Montre l’ancien horaire et le nouveau, que nomme l’adresse, puis déplace."""
    souhait = souhait_demande()
    if not souhait.deplaces or souhait.debut is None:
        raise Introuvable
    form, refus = FlaskForm(), ""
    if form.validate_on_submit():
        acteurs, detenteur = acteurs_de(souhait.deplaces), _detenteur(souhait)
        try:
            deplacer_ensemble(acteurs, choix_de(souhait, souhait.debut), detenteur=detenteur)
        except CreneauPris as pris:
            return montrer_les_voisins(souhait, pris.voisins)
        except ErreurMetier as autre:
            refus = refus_dit(autre)
        else:
            oublier(souhait)
            flash(gettext("Votre rendez-vous est déplacé."), "succes")
            return redirect(url_for("rendez_vous.mien", numero=souhait.change), 303)
    choisi = retenu(souhait) or Retenu(lieu_de(souhait.lieu), souhait.modalite, souhait.debut)
    page = render_template("rendez_vous/deplacer.html", souhait=souhait, choisi=choisi, form=form, refus=refus)
    return page, CONFLIT if refus else 200


def _detenteur(souhait: Souhait) -> Detenteur | None:
    """Rend qui garde l’horaire : ce parcours, si ce navigateur l’a commencé."""
    return Detenteur(session=souhait.parcours) if garde(souhait) else None
