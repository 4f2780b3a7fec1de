"""Ne pas garder ce que personne ne reprend."""

from portail.notaires.successions.brouillons.actions import effacer_les_anciens
from portail.socle.taches import periodique


@periodique("successions.effacer_les_brouillons", "40 3 * * *")
def effacer_les_brouillons() -> None:
    """Efface chaque nuit les requêtes commencées il y a longtemps."""
    effacer_les_anciens()
