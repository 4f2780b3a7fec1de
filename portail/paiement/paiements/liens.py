"""L’adresse d’une somme à payer : elle suffit pour la payer et lire son reçu, sans compte. Elle ne se devine pas."""

from uuid import UUID

from portail.paiement.paiements.models import SommeDue
from portail.socle.liens import code_du_lien, ouvert_par

USAGE = "somme_due"
NOTIFICATION = "/paiement/payfip/notification"


def code_de(somme_id: UUID) -> str:
    """Rend le code qui ouvre cette somme."""
    return code_du_lien(somme_id, USAGE)


def chemin_de(somme_id: UUID) -> str:
    """Rend le chemin de la page où cette somme se paie et se suit."""
    return f"/paiement/{somme_id}/{code_de(somme_id)}"


def somme_du_lien(somme_id: UUID, code: str) -> SommeDue:
    """Rend la somme que cette adresse ouvre ; lève `Introuvable`, sans dire si c’est la somme ou le code."""
    return ouvert_par(SommeDue, somme_id, code, USAGE)
