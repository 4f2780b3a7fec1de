"""Les tâches du rapprochement."""

from portail.paiement.rapprochement import actions
from portail.socle.taches import periodique


@periodique("paiement.rapprocher", "17 * * * *")
def rapprocher() -> None:
    """Apparie ce qui peut l’être : un règlement est venu après le relevé."""
    actions.rapprocher()
