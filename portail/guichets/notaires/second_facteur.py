"""Prouver un second facteur : recopier le code envoyé à l’adresse que l’office a ouverte."""

from functools import partial

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portail.guichets.adresses import adresse_locale
from portail.guichets.gardes import ouvert
from portail.guichets.identites import membre_present, session_courante
from portail.guichets.notaires.blueprint import blueprint
from portail.guichets.poste import poste
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli
from portail.guichets.saisie.code import FormulaireDeCode
from portail.identite.notaires.models import Membre
from portail.identite.notaires.second_facteur import envoyer_le_code, prouver
from portail.socle import debits
from portail.socle.erreurs import NonConnecte

ACCUEIL = "/notaires/"
ENVOIS_PAR_MEMBRE = "5/hour"
ESSAIS_PAR_POSTE = "60/10minutes"


@blueprint.route("/second-facteur", methods=["GET", "POST"])
@ouvert
def second_facteur() -> ResponseReturnValue:
    """Demande le code, envoyé à l’arrivée ; cinq essais, quinze minutes."""
    membre, suite = _a_prouver(), adresse_locale(request.args.get("suite"), defaut=ACCUEIL)
    if session_courante().titulaire.second_facteur_le is not None:
        return redirect(suite, 303)
    form = FormulaireDeCode()
    if form.validate_on_submit():
        debits.consommer(ESSAIS_PAR_POSTE, "notaires/essai", poste())
        if accompli(form.code, partial(prouver, membre, form.code.data or "")):
            session_courante().prouver_second_facteur()
            return redirect(suite, 303)
    page = render_template("notaires/second_facteur.html", form=form, membre=membre, suite=suite)
    return page, SAISIE_A_CORRIGER if form.errors else 200


@blueprint.post("/second-facteur/envoyer")
@ouvert
def envoyer_un_code() -> ResponseReturnValue:
    """Envoie un code neuf ; le précédent ne vaut plus."""
    membre = _a_prouver()
    debits.consommer(ENVOIS_PAR_MEMBRE, "notaires/envoi", str(membre.id))
    envoyer_le_code(membre)
    suite = adresse_locale(request.args.get("suite"), defaut=ACCUEIL)
    return redirect(url_for("notaires.second_facteur", suite=suite), 303)


def _a_prouver() -> Membre:
    membre = membre_present()
    if membre is None:
        raise NonConnecte(guichet="notaires")
    return membre
