"""Ce que s’écrivent, au sujet d’un rendez-vous, la personne et le lieu qui la reçoit."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portail.socle.base import Modele
from portail.socle.colonnes import TexteChiffre, instant


class MessageRdv(Modele):
    """Un message du fil d’un rendez-vous ; de la personne si `agent_id` est vide."""

    __tablename__ = "message_rdv"
    __table_args__ = (
        Index("ix_message_rdv_non_lu", "ecrit_le", postgresql_where=text("agent_id IS NULL AND lu_le IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    participation_id: Mapped[UUID] = mapped_column(ForeignKey("participation.id"), index=True)
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"))
    texte: Mapped[str] = mapped_column(TexteChiffre("message_rdv.texte"))
    ecrit_le: Mapped[datetime] = mapped_column(instant())
    lu_le: Mapped[datetime | None] = mapped_column(instant())
    """Quand l’autre l’a lu."""
