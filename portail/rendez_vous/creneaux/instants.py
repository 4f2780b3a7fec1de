"""Le temps du calcul : des minutes entières depuis 1970, en UTC ; l’heure de Paris n’y entre qu’une fois par borne."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from portail.socle.horloge import PARIS

_ORIGINE = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)


@lru_cache(maxsize=65_536)
def minute_a_paris(jour: date, heure: time) -> int:
    """Rend la première minute de ce jour où l’horloge de Paris marque cette heure, ou une plus tardive.

    Ainsi l’heure qui n’existe pas (mars) est celle du changement, et celle qui revient (octobre), son premier passage.
    """
    voulue = datetime.combine(jour, heure)
    minute = (voulue.replace(tzinfo=PARIS) - _ORIGINE) // _MINUTE
    while instant_de(minute - 1).astimezone(PARIS).replace(tzinfo=None) >= voulue:
        minute -= 1
    return minute


def minute_de(instant: datetime) -> int:
    """Rend la dernière minute commencée à cet instant."""
    return (instant - _ORIGINE) // _MINUTE


def minute_apres(instant: datetime) -> int:
    """Rend la première minute qui n’est pas commencée avant cet instant."""
    return -((_ORIGINE - instant) // _MINUTE)


def instant_de(minute: int) -> datetime:
    """Rend l’instant de cette minute, en UTC."""
    return _ORIGINE + minute * _MINUTE


def jour_a_paris(minute: int) -> date:
    """Rend le jour civil de cette minute, à Paris."""
    return instant_de(minute).astimezone(PARIS).date()


def mois_revolus(naissance: date, jour: date) -> int:
    """Rend l’âge en mois révolus ; né un 31, on vieillit le 1er du mois suivant s’il n’y a pas de 31."""
    ecart = (jour.year - naissance.year) * 12 + jour.month - naissance.month
    return ecart - (jour.day < naissance.day)
