"""Ce que refusent les droits mensuels."""

from portail.socle.erreurs import SaisieInvalide, TransitionInterdite
from portail.socle.traduction import _


class AvanceImpossible(TransitionInterdite):
    """L’avance est déjà accordée, la demande est déjà décidée, ou rien ne la justifie."""

    message = _("Cette aide ne peut pas être avancée : elle l’est déjà, ou la demande n’est plus à l’étude.")


class SejourImpossible(SaisieInvalide):
    """Des jours d’hôpital qui ne vont pas : à venir, dans le désordre, trop anciens, ou déjà déclarés."""

    message = _(
        "Écrivez des jours possibles : l’entrée avant la sortie, aujourd’hui au plus tard, sans recouvrir un séjour "
        "déjà déclaré."
    )


class MoisImpossible(SaisieInvalide):
    """Un mois à venir, trop ancien, ou sans droit ouvert par une décision."""

    message = _("Choisissez un mois passé où le droit était ouvert, sans remonter au-delà du délai de reprise.")


class DecesImpossible(SaisieInvalide):
    """Un jour à venir, avant l’ouverture des droits, ou un décès déjà noté."""

    message = _("Écrivez un jour passé, depuis l’ouverture des droits. Un décès ne se note qu’une fois.")


class ReglementImpossible(SaisieInvalide):
    """Plus que ce qui peut se réclamer, ou un droit qui court encore."""

    message = _("Le montant ne dépasse pas ce qui peut encore se réclamer, et aucun droit ne court plus.")
