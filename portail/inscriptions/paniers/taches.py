"""Les tâches des paniers et des commandes."""

from portail.inscriptions.paniers import annulations, balayage
from portail.socle.taches import periodique


@periodique("inscriptions.rendre_les_paniers", "* * * * *")
def rendre_les_paniers() -> None:
    """Rend les places des paniers échus."""
    balayage.rendre_les_paniers_echus()


@periodique("inscriptions.rendre_les_non_reglees", "*/10 * * * *")
def rendre_les_non_reglees() -> None:
    """Rend ce qui n’a pas été réglé au guichet, et l’argent d’un groupe annulé pendant qu’on le payait."""
    balayage.rendre_les_non_reglees()
    annulations.annuler_les_tardives()
