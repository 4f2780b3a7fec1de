"""Les faits des propositions qui comptent pour les délais, lus du journal."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class PropositionEnvoyee:
    """Une proposition part ; les délais, en jours, sont ceux en vigueur ce jour-là."""

    jour: date
    definitive: bool
    delai: int
    """Laissé à la personne, de la réception."""
    delai_definitive: int
    """Laissé au service, des observations à la proposition définitive."""


@dataclass(frozen=True, slots=True)
class PropositionRecue:
    """La personne a la proposition."""

    jour: date


@dataclass(frozen=True, slots=True)
class ReponseALaProposition:
    """La personne répond : `jour` est celui de l’envoi (L112-1), `recue_le` celui où le service l’a."""

    jour: date
    recue_le: date
    observe: bool = False


@dataclass(frozen=True, slots=True)
class RefusEcarte:
    """Le refus réputé n’est jamais né : la réponse était partie à temps."""

    jour: date


@dataclass(frozen=True, slots=True)
class ObservationsCloses:
    """Le temps d’observer la première est passé sans un mot : la suite revient au service."""

    jour: date


@dataclass(frozen=True, slots=True)
class PropositionRetiree:
    """Le service reprend la dernière proposition, envoyée par erreur : ses délais n’ont jamais couru."""

    jour: date


FaitDeProposition: TypeAlias = (
    PropositionEnvoyee
    | PropositionRecue
    | ReponseALaProposition
    | ObservationsCloses
    | PropositionRetiree
    | RefusEcarte
)
Lecture: TypeAlias = Callable[[date, Mapping[str, Any]], FaitDeProposition]


def _envoyee(jour: date, details: Mapping[str, Any]) -> FaitDeProposition:
    return PropositionEnvoyee(jour, details["definitive"], details["delai"], details["delai_definitive"])


def _reponse(*, observe: bool = False) -> Lecture:
    return lambda jour, details: ReponseALaProposition(date.fromisoformat(details["envoi"]), jour, observe)


LECTURES: Mapping[str, Lecture] = MappingProxyType(
    {
        "envoyer_proposition": _envoyee,
        "recevoir_proposition": lambda _, details: PropositionRecue(date.fromisoformat(details["jour"])),
        "accepter_proposition": _reponse(),
        "observer_proposition": _reponse(observe=True),
        "refuser_proposition": _reponse(),
        "clore_observations": lambda jour, _: ObservationsCloses(jour),
        "retirer_proposition": lambda jour, _: PropositionRetiree(jour),
        "ecarter_refus": lambda jour, _: RefusEcarte(jour),
    }
)
"""Ce que chaque action veut dire pour les délais."""
