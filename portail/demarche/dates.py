"""Dates civiles du droit : âge révolu, délai en mois."""

import calendar
from datetime import date


def age_revolu(naissance: date, jour: date) -> int:
    """Rend l’âge en années révolues au jour dit ; né un 29 février, on vieillit le 1er mars."""
    return jour.year - naissance.year - ((jour.month, jour.day) < (naissance.month, naissance.day))


def ajouter_mois(jour: date, nombre: int) -> date:
    """Rend le jour de même quantième `nombre` mois plus tard, à défaut le dernier jour de ce mois."""
    annee, rang = divmod(jour.year * 12 + jour.month - 1 + nombre, 12)
    dernier = calendar.monthrange(annee, rang + 1)[1]
    return date(annee, rang + 1, min(jour.day, dernier))


def anniversaire(naissance: date, ans: int) -> date:
    """Rend le jour des `ans` ans révolus, au sens de `age_revolu`."""
    annee = naissance.year + ans
    if (naissance.month, naissance.day) == (2, 29) and not calendar.isleap(annee):
        return date(annee, 3, 1)
    return naissance.replace(year=annee)
