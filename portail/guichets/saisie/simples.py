"""Les champs de formulaire des guichets qui ne viennent pas d’une déclaration : même rendu, même contrat."""

from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.form import BaseForm
from wtforms.validators import Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget


class Exige:
    """Refuse une réponse vide, avec le message qui dit quoi faire."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: object, field: Any) -> None:  # noqa: ANN401 — champ WTForms
        """Lève `ValidationError` si rien d’utile n’a été répondu."""
        vide = not field.data.strip() if isinstance(field.data, str) else not field.data
        if vide:
            raise ValidationError(gettext(self.message))


class _Contrat:
    """Ce que le gabarit de champ attend de tout champ."""

    autocomplete: str | None = None
    inputmode = ""
    type_html = "text"
    classe = ""
    verrouille = False

    @property
    def facultatif(self) -> bool:
        """Vrai si le validateur laisse passer le vide : la mention affichée en vient."""
        return not any(isinstance(v, Exige) for v in self.validators)  # type: ignore[attr-defined]


class Ligne(_Contrat, StringField):
    """Une ligne de texte."""

    gabarit = "texte"


class Texte(_Contrat, TextAreaField):
    """Plusieurs lignes de texte."""

    gabarit = "texte_long"


class Radios(_Contrat, RadioField):
    """Un choix, en boutons radio."""

    gabarit = "radios"

    def pre_validate(self, form: BaseForm) -> None:
        """Laisse `Exige` dire quoi faire quand rien n’est coché."""
        if self.data:
            super().pre_validate(form)


class Liste(_Contrat, SelectField):
    """Un choix, dans une liste."""

    gabarit = "selection"


class Cases(_Contrat, SelectMultipleField):
    """Plusieurs choix, en cases à cocher."""

    gabarit = "cases"
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class Case(_Contrat, BooleanField):
    """Une case à cocher."""

    gabarit = "case"


class FormulaireVersionne(FlaskForm):
    """Un formulaire qui sait quelle révision du dossier il montrait."""

    revision = HiddenField("")  # sans étiquette, WTForms en traduirait une : un catalogue relu à chaque page

    def revision_lue(self) -> int | None:
        """Rend la révision montrée, ou rien si elle est illisible."""
        brut = str(self.revision.data or "")
        return int(brut) if brut.isdecimal() else None


def au_plus(longueur: int) -> Length:
    """Rend le validateur de longueur, message compris."""
    return Length(
        max=longueur,
        message=lazy_gettext("Ce texte est trop long : %(max)s caractères au plus.", max=longueur),
    )
