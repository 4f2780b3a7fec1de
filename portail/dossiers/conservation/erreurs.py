"""Les refus propres à l’élimination."""

from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _


class DateDeVisaImpossible(SaisieInvalide):
    """Le visa se donne sur un bordereau déjà préparé, et pas dans l’avenir."""

    message = _("Le visa est daté d’un jour entre la préparation du bordereau et aujourd’hui.")


class NumerosInconnus(SaisieInvalide):
    """On ne garde que des dossiers du bordereau."""

    message = _("Ces numéros ne sont pas sur le bordereau : %(numeros)s.")
