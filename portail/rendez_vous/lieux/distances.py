"""Ce qui sépare deux lieux, à vol d’oiseau."""

from collections.abc import Iterable
from math import asin, cos, radians, sin, sqrt

from portail.rendez_vous.lieux.models import Lieu

RAYON_TERRESTRE_KM = 6371


def distance_km(ici: Lieu, la: Lieu) -> int | None:
    """Rend les kilomètres à vol d’oiseau entre deux lieux, arrondis ; rien si l’un n’est pas placé."""
    points = (ici.longitude, ici.latitude, la.longitude, la.latitude)
    if any(point is None for point in points):
        return None
    x1, y1, x2, y2 = (radians(point) for point in points if point is not None)
    corde = sin((y2 - y1) / 2) ** 2 + cos(y1) * cos(y2) * sin((x2 - x1) / 2) ** 2
    return round(2 * RAYON_TERRESTRE_KM * asin(sqrt(corde)))


def du_plus_proche(lieux: Iterable[Lieu], ici: Lieu | None) -> list[tuple[Lieu, int | None]]:
    """Rend ces lieux et leur distance : celui d’ici d’abord, puis du plus proche au plus loin, le reste après."""
    places = [(lieu, distance_km(ici, lieu) if ici else None) for lieu in lieux]
    return sorted(places, key=lambda place: (ici is None or place[0].id != ici.id, place[1] is None, place[1] or 0))


def voisins(lieux: Iterable[Lieu], ici: Lieu, *, rayon_km: int) -> list[Lieu]:
    """Rend les autres lieux placés à cette distance au plus, du plus proche au plus loin."""
    proches = du_plus_proche((la for la in lieux if la.id != ici.id), ici)
    return [la for la, distance in proches if distance is not None and distance <= rayon_km]
