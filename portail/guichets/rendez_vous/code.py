"""Le code reçu par courriel ou par SMS : il dit que l’adresse est bien à qui réserve."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm

from portail.guichets.gardes import ouvert
from portail.guichets.poste import limiter
from portail.guichets.refus import SAISIE_A_CORRIGER, accompli
from portail.guichets.rendez_vous.blueprint import blueprint
from portail.guichets.rendez_vous.garder import a_reprendre, retenu
from portail.guichets.rendez_vous.parcours import garde
from portail.guichets.rendez_vous.souhait import souhait_demande
from portail.guichets.rendez_vous.vous import envoyer_le_code, personne_dite, prendre
from portail.guichets.saisie.code import LigneDeCode
from portail.guichets.saisie.simples import Exige
from portail.rendez_vous.contacts import adresse_verifiee, canal_a_verifier, verifier_le_code
from portail.socle.traduction import _

ESSAIS_PAR_NAVIGATEUR, ESSAIS_PAR_POSTE = "30/10minutes", "600/10minutes"


class FormulaireDeConfirmation(FlaskForm):
    """Le code reçu."""

    code = LigneDeCode(
        lazy_gettext("Code reçu"),
        description=lazy_gettext("6 chiffres"),
        validators=[Exige(_("Écrivez les 6 chiffres du code reçu."))],
    )


@blueprint.route("/rendez-vous/code", methods=["GET", "POST"])
@ouvert
def code() -> ResponseReturnValue:
    """Demande le code, puis prend le rendez-vous."""
    souhait = souhait_demande()
    choisi, personne = retenu(souhait), personne_dite(souhait)
    canal = canal_a_verifier(souhait.objet, personne)
    demande = garde(souhait).get("demande")
    if choisi is None:
        return a_reprendre(souhait)
    if canal is None or not demande:  # connectée entre-temps, la personne n’a plus de code à écrire
        return redirect(souhait.adresse("rendez_vous.vous"), 303)
    form = FormulaireDeConfirmation()
    if form.validate_on_submit():
        limiter("rendez_vous/essai", par_navigateur=ESSAIS_PAR_NAVIGATEUR, par_poste=ESSAIS_PAR_POSTE)
        recu = form.code.data or ""
        if accompli(form.code, lambda: verifier_le_code(personne, canal, recu, demande=demande)):
            return prendre(souhait, choisi)
    page = render_template(
        "rendez_vous/code.html",
        form=form,
        souhait=souhait,
        choisi=choisi,
        adresse=adresse_verifiee(personne, canal),
    )
    return page, SAISIE_A_CORRIGER if form.errors else 200


@blueprint.post("/rendez-vous/code/renvoyer")
@ouvert
def renvoyer_le_code() -> ResponseReturnValue:
    """Envoie un nouveau code ; le précédent ne vaut plus."""
    souhait = souhait_demande()
    if envoyer_le_code(souhait):
        flash(gettext("Un nouveau code vient de partir."), "succes")
    return redirect(souhait.adresse("rendez_vous.code"), 303)
