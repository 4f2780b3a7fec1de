"""La conservation : oublier chaque nuit les familles des saisons passées."""

from portail.inscriptions import conservation
from portail.socle.taches import periodique


@periodique("inscriptions.oublier_les_familles", "45 3 * * *")
def oublier_les_familles() -> None:
    """Efface ce qui nomme quelqu’un, lot par lot."""
    while conservation.oublier_les_familles():
        continue
