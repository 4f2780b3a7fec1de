"""Ce que l’identité annonce à qui s’y intéresse."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordonnees:
    """Où et dans quelle langue on écrit à une personne."""

    courriel: str | None
    telephone: str | None
    langue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CoordonneesChangees:
    """Une personne a changé où, ou dans quelle langue, lui écrire."""

    usager_id: UUID
    avant: Coordonnees
    apres: Coordonnees
