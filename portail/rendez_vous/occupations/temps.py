"""Du temps : ce que l’on veut d’une ressource, et ce qui l’occupe."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_

from portail.rendez_vous.occupations.models import Occupation, Origine

_LIENS = MappingProxyType({Origine.RDV: "rdv_id", Origine.TENUE: "tenue_id"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Voulue:
    """Le temps que l’on veut d’une ressource, tampons compris."""

    ressource_id: UUID
    debut: datetime
    fin: datetime
    si_libre: bool = False
    """Vrai : jamais par-dessus autre chose, même quand un agent impose le reste."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Ce qui occupe : un rendez-vous, une tenue et son échéance, une absence, une visite…"""

    origine: Origine
    id: UUID
    expire_le: datetime | None = None

    @property
    def lien(self) -> str:
        """Rend la colonne qui la désigne."""
        return _LIENS.get(self.origine, "source_id")


def est_de(sources: Collection[Source]) -> ColumnElement[bool]:
    """Rend la condition « cette occupation est de l’une de ces sources », qui ne sont pas vides."""
    return or_(*(and_(Occupation.origine == s.origine, getattr(Occupation, s.lien) == s.id) for s in sources))


def hors_de(voulues: Iterable[Voulue], prises: Collection[Occupation]) -> list[Voulue]:
    """Rend, de ce temps voulu, ce que ces occupations ne prennent pas déjà ; dans l’ordre, ressource par ressource."""
    return [
        Voulue(ressource_id=voulue.ressource_id, debut=debut, fin=fin)
        for voulue in voulues
        for debut, fin in _restes(voulue, prises)
    ]


def _restes(voulue: Voulue, prises: Collection[Occupation]) -> Iterator[tuple[datetime, datetime]]:
    debut = voulue.debut
    for prise in sorted((une for une in prises if une.ressource_id == voulue.ressource_id), key=lambda une: une.debut):
        if debut < min(prise.debut, voulue.fin):
            yield debut, min(prise.debut, voulue.fin)
        debut = max(debut, prise.fin)
    if debut < voulue.fin:
        yield debut, voulue.fin
