"""L’adresse d’un achat : elle suffit pour le suivre et reprendre ses billets, sans compte. Elle ne se devine pas."""

from uuid import UUID

from portail.inscriptions.patrimoine.models import Achat
from portail.socle.liens import code_du_lien, ouvert_par

USAGE = "achat"


def code_de(achat_id: UUID) -> str:
    """Rend le code qui ouvre cet achat."""
    return code_du_lien(achat_id, USAGE)


def chemin_de(achat_id: UUID) -> str:
    """Rend le chemin de la page de cet achat."""
    return f"/billetterie/achats/{achat_id}/{code_de(achat_id)}"


def achat_du_lien(achat_id: UUID, code: str) -> Achat:
    """Rend l’achat que cette adresse ouvre ; lève `Introuvable`, sans dire si c’est l’achat ou le code."""
    return ouvert_par(Achat, achat_id, code, USAGE)
