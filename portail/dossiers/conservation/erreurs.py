"""Les refus propres à l’élimination."""

from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _


class NumerosInconnus(SaisieInvalide):
    """On ne garde que des dossiers du bordereau."""

    message = _("Ces numéros ne sont pas sur le bordereau : %(numeros)s.")
