"""Les créneaux d’appel d’une plage, sur quelques jours ; pur."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from portail.socle.horloge import instant_du
from portail.territoire.jours import est_ouvre


class Plage(Protocol):
    """Ce qu’une plage d’appel dit d’elle-même."""

    jour: int
    debut: time
    fin: time
    pas_minutes: int
    capacite: int


@dataclass(frozen=True, slots=True)
class CreneauDAppel:
    """Entre ces deux instants, le service peut appeler `capacite` personnes."""

    debut: datetime
    fin: datetime
    capacite: int


def creneaux_des(
    plages: Sequence[Plage], du: date, jours: int, *, fermes: Collection[date] = ()
) -> Iterator[CreneauDAppel]:
    """Rend les créneaux entiers de ces plages, jour après jour ; ni samedi, ni dimanche, ni férié, ni jour fermé."""
    for jour in (du + timedelta(days=n) for n in range(jours)):
        if est_ouvre(jour) and jour not in fermes:
            for plage in sorted((p for p in plages if p.jour == jour.weekday()), key=lambda p: p.debut):
                yield from _decoupee(plage, jour)


def _decoupee(plage: Plage, jour: date) -> Iterator[CreneauDAppel]:
    debut, fin = (instant_du(jour, heure).astimezone(UTC) for heure in (plage.debut, plage.fin))
    pas = timedelta(minutes=plage.pas_minutes)
    while debut + pas <= fin:
        yield CreneauDAppel(debut, debut + pas, plage.capacite)
        debut += pas
