"""Ce qu’un agent lit de son agenda depuis un autre logiciel."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portail.socle.base import Modele
from portail.socle.colonnes import instant


class FluxAgenda(Modele):
    """L’adresse secrète où un agent relit son agenda ; une seule à la fois, dont la base ne garde que l’empreinte."""

    __tablename__ = "flux_agenda"

    empreinte: Mapped[str] = mapped_column(primary_key=True)
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id"), unique=True)
    cree_le: Mapped[datetime] = mapped_column(instant())
