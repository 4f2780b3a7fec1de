"""Les raccourcis du clavier : les lire, les allumer, les éteindre (RGAA, 12.10)."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm

from portail.guichets.agents.blueprint import blueprint
from portail.guichets.identites import agent_courant
from portail.guichets.saisie.simples import Case
from portail.identite.preferences import allumer_les_raccourcis
from portail.socle.traduction import _

RACCOURCIS: Mapping[str, str] = MappingProxyType(
    {
        "/": _("aller au champ de recherche de la liste"),
        "j": _("aller au dossier suivant de la liste"),
        "k": _("aller au dossier précédent de la liste"),
        "n": _("aller au lien de la page suivante"),
        "l": _("aller au lien de la liste des dossiers"),
        "m": _("aller au message à écrire, dans un dossier"),
        "o": _("aller à la note à écrire, dans un dossier"),
    }
)
"""Touche → ce qu’elle fait : toujours déplacer le focus, jamais agir."""


class FormulaireRaccourcis(FlaskForm):
    """Allumés ou éteints."""

    raccourcis = Case(lazy_gettext("Employer les raccourcis d’une touche"))


@blueprint.route("/raccourcis", methods=["GET", "POST"])
def raccourcis() -> ResponseReturnValue:
    """Montre les raccourcis et les règle."""
    agent = agent_courant()
    form = FormulaireRaccourcis(raccourcis=agent.raccourcis)
    if form.validate_on_submit():
        allumer_les_raccourcis(agent.id, allumes=bool(form.raccourcis.data))
        flash(gettext("C’est noté."), "succes")
        return redirect(url_for("agents.raccourcis"), code=303)
    return render_template("agents/equipe/raccourcis.html", form=form, touches=RACCOURCIS), 422 if form.errors else 200
