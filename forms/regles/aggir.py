"""Grille AGGIR : du degré d’autonomie de dix activités au groupe iso-ressources (CASF, annexes 2-1 et 2-2).

La cote d’une activité est celle d’un évaluateur : A, fait seul ; B, fait partiellement ; C, ne fait pas.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TypeAlias

Cotes: TypeAlias = Mapping[str, str]
"""Activité → « A », « B » ou « C »."""

COTES = ("A", "B", "C")
DERNIER_RANG = 13
"""Rang de qui n’atteint aucun seuil."""


@dataclass(frozen=True, slots=True)
class Groupe:
    """Un groupe de l’algorithme : points par cote et par activité, et rangs qu’ouvrent ses seuils."""

    nom: str
    points: Mapping[str, Mapping[str, int]]
    seuils: tuple[tuple[int, int], ...]

    def score(self, cotes: Cotes) -> int:
        """Rend la somme des points ; une activité cotée A n’en a pas."""
        return sum(self.points.get(cote, {}).get(activite, 0) for activite, cote in cotes.items())

    def rang(self, cotes: Cotes) -> int | None:
        """Rend le rang du plus haut seuil atteint, ou rien."""
        score = self.score(cotes)
        return next((rang for seuil, rang in self.seuils if score >= seuil), None)


@dataclass(frozen=True, slots=True)
class Grille:
    """L’algorithme entier : groupes dans l’ordre, et GIR de chaque rang."""

    groupes: tuple[Groupe, ...]
    gir_par_rang: Mapping[int, int]

    @property
    def activites(self) -> tuple[str, ...]:
        """Rend les dix activités discriminantes, dans leur ordre."""
        return tuple(self.groupes[0].points["B"])

    def rang(self, cotes: Cotes) -> int:
        """Rend le rang, de 1 à 13 ; lève `ValueError` s’il manque une cote ou si l’une est inconnue."""
        if set(cotes) != set(self.activites) or not set(cotes.values()) <= set(COTES):
            raise ValueError("grille AGGIR : dix activités, cotées A, B ou C")
        rangs = (groupe.rang(cotes) for groupe in self.groupes)
        return next((rang for rang in rangs if rang is not None), DERNIER_RANG)

    def gir(self, cotes: Cotes) -> int:
        """Rend le GIR, de 1 (le moins autonome) à 6 ; lève `ValueError` comme `rang`."""
        return self.gir_par_rang[self.rang(cotes)]


@cache
def grille_officielle() -> Grille:
    """Rend la grille livrée, coefficients et seuils de l’annexe 2-2."""
    lue = json.loads(files("forms").joinpath("donnees/aggir_coefficients.json").read_text(encoding="utf-8"))
    groupes = tuple(
        Groupe(nom, points, tuple((seuil, rang) for seuil, rang in lue["seuils"][nom]))
        for nom, points in lue["coefficients"].items()
    )
    return Grille(groupes, MappingProxyType({int(rang): gir for rang, gir in lue["rang_vers_gir"].items()}))
