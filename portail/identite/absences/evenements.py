"""Ce que les absences font savoir."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceChangee:
    """Une absence vient d’être déclarée, écourtée ou effacée ; ce qu’elle est devenue se relit."""

    absence_id: UUID
    agent_id: UUID
