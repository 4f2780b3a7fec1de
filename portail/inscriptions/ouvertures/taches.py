"""Les tâches des ouvertures."""

from portail.inscriptions.ouvertures import campagnes
from portail.socle.taches import periodique


@periodique("inscriptions.clore_les_voeux", "*/5 * * * *")
def clore_les_voeux() -> None:
    """Clôt les campagnes dont l’heure est passée : les critères sont relevés et la graine tirée."""
    campagnes.clore_les_echues()
