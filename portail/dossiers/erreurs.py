"""Les refus propres aux dossiers."""

from collections.abc import Sequence

from portail.socle.erreurs import SaisieInvalide, TransitionInterdite
from portail.socle.traduction import _


class DemarcheFermee(TransitionInterdite):
    """La démarche n’accepte pas de demande en ce moment ; le brouillon est gardé."""

    message = _("Cette démarche n’est pas ouverte en ce moment. Votre brouillon est gardé : vous pourrez le reprendre.")


class DossierIncomplet(SaisieInvalide):
    """Il manque des réponses ou des documents ; `pages` et `pieces` disent lesquels."""

    message = _("Il manque des réponses ou des documents. Complétez-les, puis envoyez votre demande.")

    def __init__(self, *, pages: Sequence[str], pieces: Sequence[str]) -> None:
        super().__init__()
        self.pages = tuple(pages)
        self.pieces = tuple(pieces)
