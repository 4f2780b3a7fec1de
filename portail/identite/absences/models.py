"""Les absences des agents : de quand à quand, qui supplée, ce que deviennent leurs dossiers. Jamais pourquoi."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portail.socle.base import Modele
from portail.socle.colonnes import enumeration, instant


class SortDesDossiers(StrEnum):
    """Ce que deviennent, le premier jour, les dossiers en cours de la personne absente."""

    GARDER = "garder"
    """Ils restent à son nom ; son suppléant les voit parmi les siens jusqu’à son retour."""
    CONFIER = "confier"
    """Ils passent à son suppléant, pour de bon."""
    RENDRE = "rendre"
    """Ils retournent à la file du service."""


class Absence(Modele):
    """L’absence d’un agent, du premier au dernier jour compris ; sa raison ne regarde pas le portail."""

    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint("fin >= debut", name="periode"),
        CheckConstraint("suppleant_id <> agent_id", name="suppleant_autre"),
        CheckConstraint("sort <> 'confier' OR suppleant_id IS NOT NULL", name="confier_a_quelqu_un"),
        Index(None, "agent_id", "fin"),
        Index(None, "suppleant_id", "fin"),
        Index("ix_absence_a_appliquer", "debut", postgresql_where=text("appliquee_le IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id"))
    debut: Mapped[date]
    fin: Mapped[date]
    suppleant_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"))
    sort: Mapped[SortDesDossiers] = mapped_column(enumeration(SortDesDossiers), default=SortDesDossiers.GARDER)
    declaree_le: Mapped[datetime] = mapped_column(instant())
    appliquee_le: Mapped[datetime | None] = mapped_column(instant())
    """Quand ses dossiers ont eu le sort prévu."""
