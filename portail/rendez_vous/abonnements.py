"""Ce que les rendez-vous font quand autre chose change ; `application` et `ouvrier` l’installent."""

from portail.rendez_vous.plages import absences


def installer() -> None:
    """Abonne tout ce qui doit l’être ; sans effet la seconde fois."""
    absences.installer()
