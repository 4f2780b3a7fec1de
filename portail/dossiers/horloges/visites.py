"""Qui doit encore évaluer, lu du journal : celui qui vient, tant que l’évaluation n’est pas rendue."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, TypeAlias
from uuid import UUID


@dataclass(frozen=True, slots=True)
class VisitePrevue:
    """Une visite est prévue, ou déplacée : on attend l’évaluation de qui la fait."""

    jour: date
    evaluateur_id: UUID


@dataclass(frozen=True, slots=True)
class VisiteLevee:
    """La visite est annulée ou manquée, ou l’évaluation rendue : on n’attend plus cet agent."""

    jour: date


FaitDeVisite: TypeAlias = VisitePrevue | VisiteLevee
Lecture: TypeAlias = Callable[[date, Mapping[str, Any]], FaitDeVisite]


def _prevue(jour: date, details: Mapping[str, Any]) -> FaitDeVisite:
    return VisitePrevue(jour, UUID(details["evaluateur"]))


def _levee(jour: date, _details: Mapping[str, Any]) -> FaitDeVisite:
    return VisiteLevee(jour)


LECTURES: Mapping[str, Lecture] = MappingProxyType(
    {
        "planifier_visite": _prevue,
        "deplacer_visite": _prevue,
        "annuler_visite": _levee,
        "constater_absence": _levee,
        "valider_volet": _levee,
    }
)
"""Ce que chaque action veut dire pour la suite."""


def evaluateur_attendu(faits: Sequence[object]) -> UUID | None:
    """Rend qui doit encore évaluer, ou rien."""
    dernier = next((fait for fait in reversed(faits) if isinstance(fait, VisitePrevue | VisiteLevee)), None)
    return dernier.evaluateur_id if isinstance(dernier, VisitePrevue) else None
