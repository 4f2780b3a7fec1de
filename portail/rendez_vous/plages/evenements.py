"""Ce que les plages font savoir."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PlagesChangees:
    """Les plages de cette ressource ont changé : d’autres créneaux sont possibles, ou ne le sont plus."""

    ressource_id: UUID
