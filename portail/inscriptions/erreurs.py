"""Les refus que partagent les gestes des agents."""

from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _


class RaisonManquante(SaisieInvalide):
    """Décider sans dire pourquoi ne se fait pas."""

    message = _("Écrivez la raison : elle est gardée au journal, et les familles peuvent la demander.")


def exiger_une_raison(raison: str) -> None:
    """Lève `RaisonManquante` si rien n’est écrit."""
    if not raison.strip():
        raise RaisonManquante
