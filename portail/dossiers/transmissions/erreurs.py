"""Les refus propres aux transmissions."""

from portail.socle.erreurs import TransitionInterdite
from portail.socle.traduction import _


class SansAccord(TransitionInterdite):
    """La personne n’a pas donné son accord."""

    message = _("La personne n’a pas donné son accord à cette transmission : sa demande ne peut pas partir.")


class DejaTransmise(TransitionInterdite):
    """La même demande est déjà partie."""

    message = _("Cette demande est déjà transmise à cette autorité.")
