"""Les tâches du journal : ancrer chaque nuit, effacer les textes dont la durée de garde est passée."""

from portail.journal import ancrage
from portail.socle.taches import periodique


@periodique("journal.ancrer", "25 * * * *")
def ancrer() -> None:
    """Ancre le journal de la veille ; les passages suivants de la journée ne font rien."""
    ancrage.ancrer()
