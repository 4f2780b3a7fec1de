"""Recopier un code reçu par courriel, pour entrer ou pour confirmer une adresse."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm

from portail.guichets.saisie.simples import Exige, Ligne
from portail.socle.traduction import _


class LigneDeCode(Ligne):
    """Les six chiffres reçus ; le téléphone peut les proposer."""

    autocomplete = "one-time-code"
    inputmode = "numeric"
    classe = "court"


class FormulaireDeCode(FlaskForm):
    """Le code reçu par courriel."""

    code = LigneDeCode(
        lazy_gettext("Code reçu par courriel"),
        description=lazy_gettext("6 chiffres"),
        validators=[Exige(_("Écrivez les 6 chiffres du code reçu par courriel."))],
    )
