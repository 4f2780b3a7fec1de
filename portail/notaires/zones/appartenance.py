"""Dire si une parcelle est dans une zone, en partie ou dehors, et qui préempte alors.

Code de l’urbanisme : L113-15 (périmètres agricoles et naturels), L215-1 et L215-14 (espaces naturels sensibles). Code
rural : L143-7-1 (SAFER au nom du département).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union


class Sorte(StrEnum):
    """Ce qu’une zone fait naître."""

    ENS = "ens"
    PEAN = "pean"


class Part(StrEnum):
    """Ce qu’une parcelle a dans une zone."""

    AUCUNE = "aucune"
    PARTIELLE = "partielle"
    ENTIERE = "entiere"


class Statut(StrEnum):
    """Ce que le certificat dit d’une parcelle."""

    HORS_ZONE = "hors_zone"
    ENS = "ens"
    PEAN = "pean"
    ENS_ET_PEAN = "ens_et_pean"
    PARTIEL = "partiel"
    INCONNUE = "inconnue"


class Droit(StrEnum):
    """À qui la vente se déclare."""

    DEPARTEMENT = "departement"
    SAFER = "safer"
    COMMUNE = "commune"
    A_VOIR = "a_voir"


@dataclass(frozen=True, slots=True)
class Precision:
    """En dessous de `eclat_m2`, une surface commune n’est qu’un défaut du tracé ; `marge_m` : la distance sûre."""

    eclat_m2: float
    marge_m: float


@dataclass(frozen=True, slots=True)
class Mesure:
    """Une parcelle et les zones d’une sorte : surfaces en mètres carrés, distance en mètres (rien sans zone)."""

    part: Part
    surface_m2: int
    en_zone_m2: int
    distance_m: float | None

    def est_sure(self, precision: Precision) -> bool:
        """Vrai si la réponse ne changerait pas pour quelques mètres d’erreur de tracé."""
        return self.distance_m is None or self.distance_m >= precision.marge_m


def mesurer(parcelle: BaseGeometry, zones: Iterable[BaseGeometry], precision: Precision) -> Mesure:
    """Rend ce que la parcelle a dans ces zones, réunies."""
    reunies = unary_union(list(zones))
    if reunies.is_empty:
        return Mesure(Part.AUCUNE, round(parcelle.area), 0, None)
    commune = parcelle.intersection(reunies).area
    return Mesure(
        _part(parcelle.area, commune, precision), round(parcelle.area), round(commune), parcelle.distance(reunies)
    )


def _part(entiere: float, commune: float, precision: Precision) -> Part:
    if commune <= precision.eclat_m2:
        return Part.AUCUNE
    return Part.ENTIERE if entiere - commune <= precision.eclat_m2 else Part.PARTIELLE


def statut(ens: Mesure, pean: Mesure) -> Statut:
    """Rend le statut d’une parcelle ; « partiel » dès qu’une zone la coupe."""
    if Part.PARTIELLE in {ens.part, pean.part}:
        return Statut.PARTIEL
    en_ens, en_pean = ens.part is Part.ENTIERE, pean.part is Part.ENTIERE
    if en_ens and en_pean:
        return Statut.ENS_ET_PEAN
    if en_ens:
        return Statut.ENS
    return Statut.PEAN if en_pean else Statut.HORS_ZONE


def droit(ens: Mesure, pean: Mesure) -> Droit:
    """Rend à qui la vente se déclare : l’espace naturel sensible passe avant le périmètre agricole et naturel."""
    if ens.part is not Part.AUCUNE:
        return Droit.DEPARTEMENT
    return Droit.SAFER if pean.part is not Part.AUCUNE else Droit.COMMUNE
