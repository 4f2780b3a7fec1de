"""Ce qui se réserve : des agents, des salles, des équipements, des interprètes ; et qui suit qui."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from portail.socle.base import Modele
from portail.socle.colonnes import enumeration, instant


class GenreRessource(StrEnum):
    """Ce qu’est une ressource."""

    AGENT = "agent"
    SALLE = "salle"
    EQUIPEMENT = "equipement"
    INTERPRETE = "interprete"


class Ressource(Modele):
    """Ce qui ne peut être à deux endroits à la fois. Un agent n’en est qu’une, quels que soient les lieux où il va."""

    __tablename__ = "ressource"
    __table_args__ = (
        CheckConstraint("(genre = 'agent') = (agent_id IS NOT NULL)", name="agent_nomme"),
        CheckConstraint("genre NOT IN ('salle', 'equipement') OR lieu_id IS NOT NULL", name="quelque_part"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    genre: Mapped[GenreRessource] = mapped_column(enumeration(GenreRessource))
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"), unique=True)
    lieu_id: Mapped[UUID | None] = mapped_column(ForeignKey("lieu.id"), index=True)
    """Où se trouve la salle ; d’où part l’agent."""
    nom: Mapped[str]
    competences: Mapped[list[str]] = mapped_column(ARRAY(String), default=list)
    """Des codes : « puericultrice », « travailleur_social »…"""
    langues: Mapped[list[str]] = mapped_column(ARRAY(String), default=list)
    """Des codes : ISO 639-1 pour une langue parlée, « lsf », « lpc »."""
    visio: Mapped[str] = mapped_column(default="")
    """Adresse de sa salle de visioconférence ; vide : ne reçoit pas ainsi."""
    version_agenda: Mapped[int] = mapped_column(default=0)
    """Augmente à chaque écriture dans son agenda : ce qui en est gardé ailleurs sait qu’il est périmé."""
    est_active: Mapped[bool] = mapped_column(default=True)


class Referent(Modele):
    """L’agent qui suit une personne, dans un service : un seul à la fois."""

    __tablename__ = "referent"
    __table_args__ = (UniqueConstraint("usager_id", "service_code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    usager_id: Mapped[UUID] = mapped_column(ForeignKey("usager.id"))
    service_code: Mapped[str] = mapped_column(ForeignKey("service.code"))
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id"), index=True)
    depuis_le: Mapped[datetime] = mapped_column(instant())
