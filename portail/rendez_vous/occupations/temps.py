"""Du temps : ce que l’on veut d’une ressource, et ce qui l’occupe."""

from collections.abc import Collection
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
