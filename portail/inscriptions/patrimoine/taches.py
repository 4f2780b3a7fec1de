"""Les tâches de la billetterie."""

from portail.inscriptions.patrimoine import balayage, conservation
from portail.socle.taches import periodique


@periodique("billetterie.rendre_les_achats", "* * * * *")
def rendre_les_achats() -> None:
    """Rend les places des achats dont le temps est passé."""
    balayage.rendre_les_achats_echus()


@periodique("billetterie.oublier_les_acheteurs", "50 3 * * *")
def oublier_les_acheteurs() -> None:
    """Efface les courriels gardés assez longtemps, lot par lot."""
    while conservation.oublier_les_acheteurs():
        continue
