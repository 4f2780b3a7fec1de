"""Des suites de faits et d’entrées de journal, pour éprouver les horloges sans base."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from portail.demarche.declaration import Depart, Mois, Silence
from portail.dossiers.horloges.faits import Depot
from portail.socle.horloge import PARIS
from tests.unitaires.situations_permis import PERMIS

RECEPTION = date(2026, 11, 21)
REJET = PERMIS
ACCORD = replace(PERMIS, silence=Silence.ACCORD, delai=Mois(2, depuis=Depart.COMPLETUDE))
ACCORD_DES_RECEPTION = replace(PERMIS, silence=Silence.ACCORD, delai=Mois(2, depuis=Depart.RECEPTION))
RECEVABILITE = replace(PERMIS, silence=Silence.REJET, delai=Mois(4, depuis=Depart.COMPLETUDE))
SANS_SILENCE = replace(PERMIS, silence=Silence.AUCUN, delai=None)
DEPOT = Depot(RECEPTION, 10)


@dataclass(frozen=True)
class Ecrit:
    """Une entrée de journal."""

    instant: datetime
    action: str
    details: dict[str, Any] = field(default_factory=dict)


def a_paris(jour: date, heure: str = "12:00") -> datetime:
    """Rend cet instant de Paris."""
    return datetime.combine(jour, time.fromisoformat(heure), PARIS)


def ecrit(action: str, jour: date, heure: str = "12:00", /, **details: Any) -> Ecrit:
    """Rend une entrée écrite à cette heure de Paris."""
    return Ecrit(a_paris(jour, heure), action, details)
