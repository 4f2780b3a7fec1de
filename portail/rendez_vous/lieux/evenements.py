"""Ce que les lieux font savoir."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class FermetureLevee:
    """Des jours où ce lieu fermait sont de nouveau ouverts ; vide : tous les lieux."""

    lieu_id: UUID | None
