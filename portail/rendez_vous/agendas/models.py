"""Ce qu’un agent lit de son agenda depuis un autre logiciel ; les délais relevés."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portail.socle.base import Modele
from portail.socle.colonnes import instant


class FluxAgenda(Modele):
    """L’adresse secrète où un agent relit son agenda ; une seule à la fois, dont la base ne garde que l’empreinte."""

    __tablename__ = "flux_agenda"

    empreinte: Mapped[str] = mapped_column(primary_key=True)
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id"), unique=True)
    cree_le: Mapped[datetime] = mapped_column(instant())


class ReleveDeDelai(Modele):
    """Un jour, le premier horaire libre d’un objet dans un lieu qui le reçoit ; le dernier relevé de ce jour."""

    __tablename__ = "releve_de_delai"
    __table_args__ = (CheckConstraint("(premier IS NULL) = (jours IS NULL)", name="ensemble"),)

    objet_id: Mapped[UUID] = mapped_column(ForeignKey("objet_rdv.id"), primary_key=True)
    lieu_id: Mapped[UUID] = mapped_column(ForeignKey("lieu.id"), primary_key=True)
    jour: Mapped[date] = mapped_column(primary_key=True)
    premier: Mapped[datetime | None] = mapped_column(instant())
    """Rien : aucun horaire jusqu’à l’horizon."""
    jours: Mapped[int | None]
    releve_le: Mapped[datetime] = mapped_column(instant())
