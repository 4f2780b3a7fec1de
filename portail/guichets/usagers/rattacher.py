"""Rattacher à son compte une demande faite au guichet, par le code du récépissé."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm

from portail.dossiers.guichet import rattachement
from portail.dossiers.guichet.queries import demandes_de_rattachement
from portail.dossiers.models import Dossier
from portail.guichets.identites import usager_courant
from portail.guichets.poste import poste
from portail.guichets.refus import refus_dit
from portail.guichets.saisie.simples import Exige, Ligne, au_plus
from portail.guichets.usagers.blueprint import blueprint
from portail.identite.models import Usager
from portail.socle import debits
from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _ as a_traduire

ESSAIS_PAR_COMPTE = "10/hour"
ESSAIS_PAR_POSTE = "30/hour"
CODE_MAX = 40


class FormulaireDeRattachement(FlaskForm):
    """Le code du récépissé, tel qu’on le recopie."""

    code = Ligne(
        lazy_gettext("Code du récépissé"),
        [Exige(a_traduire("Écrivez le code imprimé sur votre récépissé.")), au_plus(CODE_MAX)],
        description=lazy_gettext("13 chiffres et lettres. Exemple : 7K4M 2P9X 3QRTW"),
    )


@blueprint.route("/mon-espace/rattacher", methods=["GET", "POST"])
def rattacher() -> ResponseReturnValue:
    """Demande le code, puis mène à la demande, ou dit pourquoi ce n’est pas possible."""
    usager = usager_courant()
    form = FormulaireDeRattachement()
    if form.validate_on_submit():
        debits.consommer(ESSAIS_PAR_POSTE, "rattacher/poste", poste())
        debits.consommer(ESSAIS_PAR_COMPTE, "rattacher", str(usager.id))
        dossier = _essayer(form, usager)
        if dossier is not None:
            flash(_("La demande est rattachée à votre compte."), "succes")
            return redirect(url_for("usagers.dossier", numero=dossier.numero), code=303)
    return render_template(
        "usagers/rattacher.html",
        form=form,
        certifie=usager.identite_certifiee is not None,
        demandes=demandes_de_rattachement(usager),
    ), 422 if form.errors else 200


def _essayer(form: FormulaireDeRattachement, usager: Usager) -> Dossier | None:
    """Rend la demande rattachée, ou rien : le champ dit pourquoi."""
    try:
        return rattachement.rattacher(form.code.data or "", usager=usager)
    except SaisieInvalide as refus:
        form.code.errors = [refus_dit(refus)]
        return None
