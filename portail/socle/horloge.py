"""L’heure du portail : UTC en base, Europe/Paris à l’écran ; la seule source de « maintenant » du métier.

Hors production, un décalage permet d’avancer le temps pour montrer et éprouver les échéances ; jetons,
sessions et débits suivent le temps réel et ne passent pas par ici.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
MINUIT = time()


class _Decalage:
    duree = timedelta()


def maintenant() -> datetime:
    """Rend l’instant présent, en UTC, décalage compris."""
    return datetime.now(UTC) + _Decalage.duree


def aujourd_hui() -> date:
    """Rend le jour civil à Paris."""
    return a_paris(maintenant()).date()


def a_paris(instant: datetime) -> datetime:
    """Rend le même instant à l’heure de Paris."""
    return instant.astimezone(PARIS)


def instant_du(jour: date, heure: time = MINUIT) -> datetime:
    """Rend l’instant de ce jour où il est cette heure à Paris ; un jour de changement d’heure en dure 23, ou 25."""
    return datetime.combine(jour, heure, PARIS)


def poser_decalage(duree: timedelta) -> None:
    """Décale l’horloge de ce processus (démonstration et tests)."""
    _Decalage.duree = duree


def decalage() -> timedelta:
    """Rend le décalage de ce processus."""
    return _Decalage.duree
