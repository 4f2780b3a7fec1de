"""Ce que les billets annoncent, dans la transaction du contrôle."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class BilletControle:
    """Une personne est entrée avec ce billet ; annoncé une fois par billet, même présenté deux fois."""

    objet_type: str
    objet_id: UUID
    rang: int
    controle_le: datetime
