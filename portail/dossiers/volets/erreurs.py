"""Les refus propres aux volets."""

from collections.abc import Sequence

from portail.socle.erreurs import SaisieInvalide, TransitionInterdite
from portail.socle.traduction import _


class VoletValide(TransitionInterdite):
    """Un volet validé ne s’écrit plus : il se rouvre."""

    message = _("Ce document est validé : rouvrez-le pour le changer.")


class VoletIncomplet(SaisieInvalide):
    """Il manque des réponses ; `pages` dit où."""

    message = _("Il manque des réponses : complétez les pages signalées, puis validez.")

    def __init__(self, *, pages: Sequence[str]) -> None:
        super().__init__()
        self.pages = tuple(pages)
