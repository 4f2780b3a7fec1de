"""Ce que les ressources font savoir."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class AgendaOuvert:
    """Une ressource vient d’être ajoutée : son agenda est vide."""

    ressource_id: UUID
