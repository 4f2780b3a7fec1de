"""Ne plus recevoir les nouvelles des sites : une adresse suffit, et la réponse ne dit pas si elle était connue."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portail.demarche.declaration import Courriel
from portail.guichets.billetterie.blueprint import blueprint
from portail.guichets.gardes import ouvert
from portail.guichets.poste import limiter
from portail.guichets.reprise import envoi_garde
from portail.guichets.saisie.formulaire import contexte_de_saisie, formulaire_de
from portail.inscriptions.patrimoine.prospection import ne_plus_ecrire
from portail.socle.traduction import _

PAR_NAVIGATEUR, PAR_POSTE = "10/hour", "120/hour"
CHAMPS = (
    Courriel(
        "courriel",
        _("Adresse électronique"),
        aide=_("Exemple : marie.durand@messagerie.example"),
        autocomplete="email",
    ),
)


@blueprint.route("/billetterie/nouvelles", methods=["GET", "POST"])
@ouvert
def nouvelles() -> ResponseReturnValue:
    """Retire une adresse de la liste."""
    form = formulaire_de(CHAMPS, contexte=contexte_de_saisie(), valeurs={}, brut=envoi_garde())
    if form.validate_on_submit():
        limiter("billetterie/nouvelles", par_navigateur=PAR_NAVIGATEUR, par_poste=PAR_POSTE)
        ne_plus_ecrire(str(form.reponses()["courriel"]))
        flash(gettext("Cette adresse ne recevra plus les nouvelles des sites."), "succes")
        return redirect(url_for("billetterie.sites"), 303)
    return render_template("billetterie/nouvelles.html", form=form), 422 if form.errors else 200
