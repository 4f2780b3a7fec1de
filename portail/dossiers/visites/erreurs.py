"""Les refus propres aux visites."""

from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _


class EvaluateurOccupe(SaisieInvalide):
    """Cet agent est déjà pris à ce moment : une visite, un rendez-vous, un autre agenda."""

    message = _("Cette personne est déjà prise à ce moment. Choisissez une autre heure, ou quelqu’un d’autre.")


class EvaluateurAbsent(SaisieInvalide):
    """Cet agent est absent ce jour-là, ou ne fait pas ces visites."""

    message = _("Cette personne n’est pas là ce jour-là. Choisissez un autre jour, ou quelqu’un d’autre.")


class MomentImpossible(SaisieInvalide):
    """Un moment passé, ou une durée impossible."""

    message = _("Choisissez un jour et une heure à venir.")
