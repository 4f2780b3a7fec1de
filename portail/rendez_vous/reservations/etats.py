"""Où en est un rendez-vous, où en est chaque personne attendue, et la table qui dit quel geste mène où."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class EtatRdv(StrEnum):
    """Où en est un rendez-vous."""

    PRIS = "pris"
    HONORE = "honore"
    ABSENT = "absent"
    """Personne n’est venu."""
    EXCUSE = "excuse"
    """Personne n’est venu, et l’on avait prévenu."""
    ANNULE_USAGER = "annule_usager"
    ANNULE_SERVICE = "annule_service"


class EtatParticipation(StrEnum):
    """Où en est une personne attendue à un rendez-vous."""

    ATTENDU = "attendu"
    ARRIVE = "arrive"
    """En salle d’attente."""
    HONORE = "honore"
    ABSENT = "absent"
    EXCUSE = "excuse"
    ANNULE = "annule"


class Presence(StrEnum):
    """Ce qu’un agent dit de la venue d’une personne."""

    ARRIVER = "arriver"
    HONORER = "honorer"
    MANQUER = "manquer"
    EXCUSER = "excuser"
    RECTIFIER = "rectifier"
    """Revenir à « attendu » : c’était une erreur."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """D’où un geste est permis, où il mène ; `a_l_heure` : pas avant le début du rendez-vous."""

    depuis: frozenset[EtatParticipation]
    vers: EtatParticipation
    a_l_heure: bool = False


_E = EtatParticipation
TRANSITIONS: Mapping[Presence, Transition] = MappingProxyType(
    {
        Presence.ARRIVER: Transition(depuis=frozenset({_E.ATTENDU}), vers=_E.ARRIVE),
        Presence.HONORER: Transition(depuis=frozenset({_E.ATTENDU, _E.ARRIVE}), vers=_E.HONORE),
        Presence.MANQUER: Transition(depuis=frozenset({_E.ATTENDU}), vers=_E.ABSENT, a_l_heure=True),
        Presence.EXCUSER: Transition(depuis=frozenset({_E.ATTENDU, _E.ABSENT}), vers=_E.EXCUSE),
        Presence.RECTIFIER: Transition(depuis=frozenset({_E.ARRIVE, _E.HONORE, _E.ABSENT, _E.EXCUSE}), vers=_E.ATTENDU),
    }
)

ATTENDUES = frozenset({EtatParticipation.ATTENDU, EtatParticipation.ARRIVE})
"""Qui doit encore être reçu."""
ANNULES = frozenset({EtatRdv.ANNULE_USAGER, EtatRdv.ANNULE_SERVICE})

ETAT_DU_RDV: Mapping[EtatParticipation, EtatRdv] = MappingProxyType(
    {
        EtatParticipation.ATTENDU: EtatRdv.PRIS,
        EtatParticipation.ARRIVE: EtatRdv.PRIS,
        EtatParticipation.HONORE: EtatRdv.HONORE,
        EtatParticipation.ABSENT: EtatRdv.ABSENT,
        EtatParticipation.EXCUSE: EtatRdv.EXCUSE,
    }
)
"""Un rendez-vous individuel suit la personne que l’on attend."""
