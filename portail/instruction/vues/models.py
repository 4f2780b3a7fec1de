"""Les vues enregistrées : des filtres auxquels on a donné un nom."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portail.socle.base import Modele
from portail.socle.colonnes import instant


class VueEnregistree(Modele):
    """Une vue de la liste, à un agent, ou à tout un service si `service_code` le dit."""

    __tablename__ = "vue_enregistree"
    __table_args__ = (UniqueConstraint("agent_id", "nom"), Index(None, "service_code"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id"))
    service_code: Mapped[str | None] = mapped_column(ForeignKey("service.code"))
    nom: Mapped[str]
    filtres: Mapped[dict[str, str]] = mapped_column(JSONB)
    """Les filtres de l’adresse, tels quels ; jamais ce qu’on a cherché, qui peut être un nom."""
    creee_le: Mapped[datetime] = mapped_column(instant())
