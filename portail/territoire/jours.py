"""Jours fériés, jours ouvrés et délais civils : toute échéance légale se calcule ici.

Un délai en mois expire le jour de même quantième, à défaut le dernier jour du mois, à vingt-quatre heures.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

import holidays

from portail.demarche.dates import ajouter_mois

__all__ = [
    "ajouter_ans",
    "ajouter_jours_ouvres",
    "ajouter_mois",
    "delai_franc",
    "est_ferie",
    "est_ouvre",
    "jours_feries",
    "premier_jour_ouvrable",
]

_UN_JOUR = timedelta(days=1)
_SAMEDI = 5


@cache
def jours_feries(annee: int) -> Mapping[date, str]:
    """Rend les jours fériés de France de l’année, avec leur nom (code du travail, L3133-1)."""
    return MappingProxyType(dict(holidays.country_holidays("FR", years=annee, language="fr")))


def est_ferie(jour: date) -> bool:
    """Dit si le jour est férié en France, hors Alsace-Moselle et outre-mer."""
    return jour in jours_feries(jour.year)


def est_ouvre(jour: date) -> bool:
    """Dit si les services travaillent ce jour : ni samedi, ni dimanche, ni férié."""
    return jour.weekday() < _SAMEDI and not est_ferie(jour)


def premier_jour_ouvrable(jour: date) -> date:
    """Rend ce jour, ou le premier qui n’est ni un samedi, ni un dimanche, ni férié (CPC, art. 642)."""
    while not est_ouvre(jour):
        jour += _UN_JOUR
    return jour


def ajouter_jours_ouvres(depart: date, nombre: int) -> date:
    """Rend le `nombre`-ième jour ouvré après le départ, qui ne compte pas (CRPA, R112-11-2).

    Zéro rend le jour de départ. Lève ValueError pour un nombre négatif.
    """
    if nombre < 0:
        raise ValueError("un délai ne remonte pas le temps")
    jour = depart
    for _ in range(nombre):
        jour = premier_jour_ouvrable(jour + _UN_JOUR)
    return jour


def ajouter_ans(depart: date, nombre: int) -> date:
    """Rend le même jour `nombre` années plus tard (ou plus tôt) ; un 29 février devient un 28 février."""
    return ajouter_mois(depart, 12 * nombre)


def delai_franc(notification: date, mois: int) -> date:
    """Rend le dernier jour pour saisir le tribunal (CJA, R421-1 ; délai franc, prorogé au premier jour ouvrable).

    Ni le jour de la notification ni celui de l’échéance ne comptent.
    """
    return premier_jour_ouvrable(ajouter_mois(notification, mois) + _UN_JOUR)
