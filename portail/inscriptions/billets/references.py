"""Ce qu’un billet nomme : ce qui a été pris, et où il fait entrer."""

from portail.inscriptions.billets.mention import Reference
from portail.inscriptions.billets.models import Billet


def entree_du(billet: Billet) -> Reference:
    """Rend où ce billet fait entrer."""
    return Reference(type=billet.entree_type, id=billet.entree_id)


def objet_du(billet: Billet) -> Reference:
    """Rend ce dont ce billet est issu."""
    return Reference(type=billet.objet_type, id=billet.objet_id)
