"""Les jours, les instants et les nombres qu’une adresse ou un formulaire écrit : lus d’une place, et bornés.

Un jour du bout du calendrier se lit, mais ni le lendemain ni l’heure de Paris ne s’en calculent.
"""

from datetime import UTC, date, datetime, timedelta

ANNEES = range(1900, 2200)
"""Hors de là, personne n’a rendez-vous ni n’est né : l’adresse est inventée."""
CHIFFRES = 9
"""D’un nombre au plus ; au-delà de quelques milliers, Python refuse de le lire."""
PERIODE, PERIODE_MAX = timedelta(days=30), timedelta(days=400)


def jour_ecrit(brut: str) -> date | None:
    """Rend le jour écrit (AAAA-MM-JJ) ; rien s’il est illisible ou hors de `ANNEES`."""
    try:
        return jour_admis(date.fromisoformat(brut))
    except ValueError:
        return None


def jour_admis(jour: date | None) -> date | None:
    """Rend ce jour ; rien s’il est hors de `ANNEES`."""
    return jour if jour is not None and jour.year in ANNEES else None


def periode_ecrite(du: str, au: str, *, jour: date) -> tuple[date, date]:
    """Rend la période écrite, bornes comprises ; à défaut celle qui finit ce jour, et jamais plus de `PERIODE_MAX`."""
    fin = jour_ecrit(au) or jour
    debut = jour_ecrit(du) or fin - PERIODE
    return max(min(debut, fin), fin - PERIODE_MAX), fin


def instant_ecrit(brut: str) -> datetime | None:
    """Rend l’instant écrit, en temps universel ; rien s’il est illisible, sans fuseau ou hors de `ANNEES`."""
    try:
        instant = datetime.fromisoformat(brut)
    except ValueError:
        return None
    if instant.tzinfo is None or instant.year not in ANNEES:
        return None
    return instant.astimezone(UTC)


def nombre_ecrit(brut: str) -> int | None:
    """Rend le nombre entier écrit ; rien s’il ne l’est pas, ou s’il a plus de `CHIFFRES` chiffres."""
    return int(brut) if brut.isdecimal() and len(brut) <= CHIFFRES else None
