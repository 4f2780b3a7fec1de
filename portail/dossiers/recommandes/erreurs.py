"""Les refus propres aux lettres recommandées."""

from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _


class NumeroImpossible(SaisieInvalide):
    """Ce n’est pas un numéro de suivi de La Poste."""

    message = _("Recopiez le numéro de suivi : de 11 à 15 lettres et chiffres. Exemple : 1A 234 567 8901 2.")


class NumeroDejaNote(SaisieInvalide):
    """Une autre lettre porte ce numéro."""

    message = _("Ce numéro est déjà celui d’une autre lettre recommandée. Vérifiez-le sur le bordereau.")


class DatesIncoherentes(SaisieInvalide):
    """Les jours notés ne peuvent pas se suivre ainsi."""
