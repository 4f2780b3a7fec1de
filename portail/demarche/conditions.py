"""Conditions d’une déclaration : des données, qu’on peut vérifier, montrer et rejouer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from portail.demarche.dates import age_revolu

Reponses: TypeAlias = Mapping[str, Any]
ValeurSimple: TypeAlias = str | bool

CHAMPS_PLATEFORME = frozenset({"qualite_deposant", "identite_certifiee", "doublons"})
"""Réponses que pose la plateforme, hors de toute page.

`qualite_deposant` : code de `Demarche.deposants`. `identite_certifiee` : booléen. `doublons` : nombre d’autres demandes
de la même personne, aux mêmes réponses pour les champs d’`unicite`, en cours ou accordées (pour l’agent seulement).
"""


class Condition:
    """Ce qui rend une page, un champ ou une pièce nécessaire."""


@dataclass(frozen=True, slots=True)
class Parmi(Condition):
    """Vraie si la réponse (ou l’une des réponses) au champ est dans `valeurs`."""

    champ: str
    valeurs: tuple[ValeurSimple, ...]


@dataclass(frozen=True, slots=True)
class AgeInferieur(Condition):
    """Vraie si la personne née à la date du champ a moins de `ans` ans révolus ce jour."""

    champ: str
    ans: int


@dataclass(frozen=True, slots=True)
class AuMoins(Condition):
    """Vraie si le nombre ou le montant du champ est supérieur ou égal à `valeur`."""

    champ: str
    valeur: Decimal


@dataclass(frozen=True, slots=True)
class Rempli(Condition):
    """Vraie si le champ a reçu une réponse."""

    champ: str


@dataclass(frozen=True, slots=True)
class Toutes(Condition):
    """Vraie si toutes le sont."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Une(Condition):
    """Vraie si l’une au moins l’est."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Plusieurs(Condition):
    """Vraie si `nombre` au moins d’entre elles le sont."""

    nombre: int
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Pas(Condition):
    """Vraie si l’autre est fausse."""

    condition: Condition


def si(champ: str, *valeurs: ValeurSimple) -> Condition:
    """Rend la condition « la réponse au champ est l’une de ces valeurs » (ou « est remplie » sans valeur)."""
    return Parmi(champ, valeurs) if valeurs else Rempli(champ)


def toutes(*conditions: Condition) -> Condition:
    """Rend la condition vraie quand toutes le sont."""
    return Toutes(conditions)


def une(*conditions: Condition) -> Condition:
    """Rend la condition vraie quand l’une au moins l’est."""
    return Une(conditions)


def plusieurs(nombre: int, *conditions: Condition) -> Condition:
    """Rend la condition vraie quand `nombre` au moins d’entre elles le sont."""
    return Plusieurs(nombre, conditions)


def champs_cites(condition: Condition | None) -> frozenset[str]:
    """Rend les identifiants de champ dont la condition dépend."""
    match condition:
        case None:
            return frozenset()
        case Toutes(conditions) | Une(conditions) | Plusieurs(conditions=conditions):
            return frozenset().union(*(champs_cites(c) for c in conditions))
        case Pas(autre):
            return champs_cites(autre)
        case Parmi(champ) | AgeInferieur(champ) | AuMoins(champ) | Rempli(champ):
            return frozenset({champ})
    raise TypeError(f"condition inconnue : {condition!r}")


def est_vraie(condition: Condition | None, reponses: Reponses, jour: date) -> bool:
    """Dit si la condition tient pour ces réponses, ce jour ; sans condition, toujours ; sans réponse, jamais."""
    match condition:
        case None:
            return True
        case Toutes(conditions):
            return all(est_vraie(c, reponses, jour) for c in conditions)
        case Une(conditions):
            return any(est_vraie(c, reponses, jour) for c in conditions)
        case Plusieurs(nombre, conditions):
            return sum(est_vraie(c, reponses, jour) for c in conditions) >= nombre
        case Pas(autre):
            return not est_vraie(autre, reponses, jour)
    return _tient(condition, reponses, jour)


def _tient(condition: Condition, reponses: Reponses, jour: date) -> bool:
    match condition:
        case Rempli(champ):
            return reponses.get(champ) not in (None, "", [], {})
        case Parmi(champ, valeurs):
            reponse = reponses.get(champ)
            return any(r in valeurs for r in (reponse if isinstance(reponse, list) else [reponse]))
        case AgeInferieur(champ, ans):
            naissance = str(reponses.get(champ) or "")
            return bool(naissance) and age_revolu(date.fromisoformat(naissance), jour) < ans
        case AuMoins(champ, valeur):
            return reponses.get(champ) is not None and Decimal(str(reponses[champ])) >= valeur
    raise TypeError(f"condition inconnue : {condition!r}")
