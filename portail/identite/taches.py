"""Tâches des personnes : effacer les sessions et les codes de connexion éteints."""

from portail.identite import codes, sessions
from portail.socle.taches import periodique


@periodique("identite.purger_les_connexions", "25 * * * *")
def purger_les_connexions() -> None:
    """Efface ce qui ne permet plus d’entrer."""
    sessions.purger()
    codes.purger()
