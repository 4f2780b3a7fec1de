"""Un créneau, et les façons de le tenir : une ressource différente pour chaque besoin, la moins chargée d’abord."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portail.rendez_vous.creneaux.agenda import Intervalle
from portail.rendez_vous.creneaux.formes import Forme
from portail.rendez_vous.creneaux.instants import instant_de

SANS_CHARGE: Mapping[UUID, int] = {}


@dataclass(frozen=True, slots=True)
class Creneau:
    """Un début possible dans un lieu : les étapes de chaque passage, et qui peut tenir chaque besoin de la forme."""

    lieu: UUID
    modalite: str
    passages: tuple[tuple[Intervalle, ...], ...]
    candidats: tuple[tuple[UUID, ...], ...]
    rdv_id: UUID | None = None
    """La séance à plusieurs, s’il s’agit d’en être ; elle n’a pas de candidats."""
    places_libres: int | None = None

    @property
    def minute(self) -> int:
        """Rend la minute du début."""
        return self.passages[0][0][0]

    @property
    def debut(self) -> datetime:
        """Rend l’instant du début, en UTC."""
        return instant_de(self.minute)

    @property
    def fin(self) -> datetime:
        """Rend l’instant de la fin du dernier passage, en UTC."""
        return instant_de(self.passages[-1][-1][1])


@dataclass(frozen=True, slots=True)
class Prise:
    """Ce qu’une ressource donne de son temps, tampons compris, en UTC."""

    ressource_id: UUID
    debut: datetime
    fin: datetime
    si_libre: bool = False
    """Vrai : jamais par-dessus autre chose, même quand un agent impose le reste."""


@dataclass(frozen=True, slots=True)
class Affectation:
    """Une façon de tenir un passage d’un créneau."""

    debut: datetime
    fin: datetime
    occupations: tuple[Prise, ...]

    @property
    def ressources(self) -> tuple[UUID, ...]:
        """Rend qui le tient, dans l’ordre des besoins."""
        return tuple(prise.ressource_id for prise in self.occupations)


def distinctes(candidats: Sequence[Sequence[UUID]]) -> Iterator[tuple[UUID, ...]]:
    """Rend les façons de choisir un candidat par besoin, jamais deux fois le même, les premiers d’abord."""
    yield from _distinctes(candidats, ())


def _distinctes(candidats: Sequence[Sequence[UUID]], choisis: tuple[UUID, ...]) -> Iterator[tuple[UUID, ...]]:
    if len(choisis) == len(candidats):
        yield choisis
        return
    for ressource in candidats[len(choisis)]:
        if ressource not in choisis:
            yield from _distinctes(candidats, (*choisis, ressource))


def affectations(
    creneau: Creneau, forme: Forme, charges: Mapping[UUID, int] = SANS_CHARGE
) -> Iterator[tuple[Affectation, ...]]:
    """Rend les façons de tenir le créneau, une affectation par passage, les ressources les moins chargées d’abord."""
    ranges = [sorted(candidats, key=lambda r: (charges.get(r, 0), r)) for candidats in creneau.candidats]
    for choisies in distinctes(ranges):
        yield tuple(_affectation(etapes, forme, choisies) for etapes in creneau.passages)


def _affectation(etapes: Sequence[Intervalle], forme: Forme, choisies: Sequence[UUID]) -> Affectation:
    debut, fin = etapes[0][0], etapes[-1][1]
    paires = zip(etapes, forme.etapes, strict=True)
    heures = [(etape[0], etape[0] + besoin.duree) for etape, reunis in paires for besoin in reunis]
    heures += [(debut, fin)] * len(forme.continus)
    prises = (
        Prise(ressource, instant_de(de - forme.avant), instant_de(a + forme.apres))
        for ressource, (de, a) in zip(choisies, heures, strict=True)
    )
    return Affectation(instant_de(debut), instant_de(fin), tuple(prises))
