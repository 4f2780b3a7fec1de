"""L’âge d’un enfant à une date. Pur."""

from datetime import date


def age_le(jour: date, naissance: date) -> int:
    """Rend l’âge révolu ce jour-là ; qui est né un 29 février prend un an le 1er mars des autres années."""
    return jour.year - naissance.year - ((jour.month, jour.day) < (naissance.month, naissance.day))
