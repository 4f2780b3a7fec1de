"""L’agenda d’un ensemble de ressources : leurs plages, ce qui les occupe, les jours où l’on ferme.

Ni base ni horloge : tout est donné.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from portail.rendez_vous.creneaux.instants import minute_a_paris
from portail.rendez_vous.creneaux.rythmes import Rythme, jours_du_rythme
from portail.territoire.jours import est_ferie

Intervalle = tuple[int, int]
"""De cette minute à celle-là, qui n’en est plus."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ressource:
    """Ce qui ne peut être à deux endroits à la fois ; sans lieu, un interprète va partout."""

    id: UUID
    genre: str
    competences: frozenset[str] = frozenset()
    langues: frozenset[str] = frozenset()
    lieu: UUID | None = None
    version: int = 0
    """Celle de son agenda, lue avant ce qui l’occupe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ecart:
    """Un seul jour d’une plage : annulé, ou à d’autres heures, ou dans un autre lieu."""

    annulee: bool = False
    debut: time | None = None
    fin: time | None = None
    lieu: UUID | None = None


SANS_ECART: Mapping[date, Ecart] = MappingProxyType({})


class Plage(NamedTuple):
    """Une plage d’une ressource, en heures de Paris. Une recherche en lit mille : un n-uplet, plus vite construit."""

    ressource: UUID
    lieu: UUID
    rythme: Rythme
    premier_jour: date
    dernier_jour: date | None
    debut: time
    fin: time
    modalites: frozenset[str]
    ecarts: Mapping[date, Ecart] = SANS_ECART


@dataclass(frozen=True, slots=True, kw_only=True)
class Fermeture:
    """Des jours sans réception, premier et dernier compris ; sans lieu : partout."""

    lieu: UUID | None
    du: date
    au: date


class Occurrence(NamedTuple):
    """Une plage, un jour : la grille part de son début."""

    jour: date
    lieu: UUID
    ressource: UUID
    debut: int
    fin: int


@dataclass(frozen=True, slots=True)
class Pris:
    """Ce qui occupe une ressource : des intervalles disjoints, dans l’ordre."""

    intervalles: Sequence[Intervalle] = ()
    fins: Sequence[int] = ()

    @classmethod
    def de(cls, occupations: Iterable[Intervalle]) -> "Pris":
        """Fond ce qui se chevauche ou se touche : sans cela, une occupation longue en cacherait une courte."""
        fondus: list[Intervalle] = []
        for debut, fin in sorted(occupations):
            if fondus and debut <= fondus[-1][1]:
                fondus[-1] = (fondus[-1][0], max(fin, fondus[-1][1]))
            elif debut < fin:
                fondus.append((debut, fin))
        return cls(fondus, [fin for _debut, fin in fondus])

    def debuts_possibles(self, ouverture: Intervalle, duree: int, *, avant: int, apres: int) -> Iterator[Intervalle]:
        """Rend les intervalles de débuts, bornes comprises, où la durée tient dans l’ouverture.

        Les tampons peuvent en dépasser, mais ne touchent aucune occupation.
        """
        possible, fermeture = ouverture
        for debut, fin in self.intervalles[bisect_right(self.fins, possible - avant) :]:
            if debut >= fermeture + apres:
                break
            dernier = min(fermeture, debut - apres) - duree
            if possible <= dernier:
                yield possible, dernier
            possible = fin + avant
        if possible <= fermeture - duree:
            yield possible, fermeture - duree

    def est_libre(self, debut: int, fin: int) -> bool:
        """Dit si rien n’occupe cet intervalle."""
        rang = bisect_right(self.fins, debut)
        return rang == len(self.intervalles) or self.intervalles[rang][0] >= fin


RIEN_DE_PRIS = Pris()


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """Ce que l’on sait d’un ensemble de ressources pendant une fenêtre."""

    ressources: Mapping[UUID, Ressource]
    plages: Sequence[Plage]
    pris: Mapping[UUID, Pris] = field(default_factory=dict)
    fermetures: Sequence[Fermeture] = ()
    hors_calendrier: bool = False
    """Vrai si l’on reçoit aussi les jours fériés et de fermeture."""

    def pris_de(self, ressource: UUID) -> Pris:
        """Rend ce qui occupe cette ressource."""
        return self.pris.get(ressource, RIEN_DE_PRIS)

    def occurrences(self, *, du: date, au: date, modalite: str) -> Iterator[Occurrence]:
        """Rend les plages de ces jours, compris, où l’on se rencontre ainsi ; fermetures et écarts appliqués."""
        for plage in self.plages:
            if modalite not in plage.modalites:
                continue
            fin = au if plage.dernier_jour is None else min(au, plage.dernier_jour)
            for jour in _jours(plage.rythme, plage.premier_jour, du, fin):
                occurrence = occurrence_du(plage, jour)
                if occurrence is not None and not self.est_ferme(occurrence.lieu, jour):
                    yield occurrence

    def est_ferme(self, lieu: UUID, jour: date) -> bool:
        """Dit si l’on ne reçoit personne dans ce lieu, ce jour-là : jour férié ou fermeture."""
        if self.hors_calendrier:
            return False
        if est_ferie(jour):
            return True
        return bool(self.fermetures) and any(
            une.du <= jour <= une.au and (une.lieu is None or une.lieu == lieu) for une in self.fermetures
        )


@lru_cache(maxsize=4_096)
def _jours(rythme: Rythme, premier: date, du: date, au: date) -> tuple[date, ...]:
    """Rend les jours d’un rythme : beaucoup de plages ont le même."""
    return tuple(jours_du_rythme(rythme, premier, du=du, au=au))


def occurrence_du(plage: Plage, jour: date) -> Occurrence | None:
    """Rend la plage de ce jour, son écart appliqué ; rien si elle est annulée, ou si l’heure d’été l’efface."""
    ecart = plage.ecarts.get(jour)
    if ecart is None:
        ouvre, ferme, lieu = plage.debut, plage.fin, plage.lieu
    elif ecart.annulee:
        return None
    else:
        ouvre, ferme, lieu = ecart.debut or plage.debut, ecart.fin or plage.fin, ecart.lieu or plage.lieu
    debut, fin = minute_a_paris(jour, ouvre), minute_a_paris(jour, ferme)
    return Occurrence(jour, lieu, plage.ressource, debut, fin) if debut < fin else None
