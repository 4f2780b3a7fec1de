"""Comment un service répartit ses dossiers : à la main ou d’office, et par secteurs de son territoire."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portail.socle.base import Modele
from portail.socle.colonnes import instant


class ReglageAffectation(Modele):
    """La répartition d’un service ; sa ligne est le verrou sous lequel on choisit. Sans ligne, tout se fait à la main.

    `plafond` : nombre de dossiers en cours au-delà duquel un agent ne reçoit plus rien d’office ; vide, aucun.
    """

    __tablename__ = "reglage_affectation"
    __table_args__ = (CheckConstraint("plafond IS NULL OR plafond > 0", name="plafond_positif"),)

    service_code: Mapped[str] = mapped_column(ForeignKey("service.code"), primary_key=True)
    automatique: Mapped[bool] = mapped_column(default=False)
    plafond: Mapped[int | None]
    modifie_le: Mapped[datetime] = mapped_column(instant())


class Secteur(Modele):
    """Une part du territoire d’un service : sa file, et les agents qui s’en occupent."""

    __tablename__ = "secteur"
    __table_args__ = (UniqueConstraint("service_code", "nom"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    service_code: Mapped[str] = mapped_column(ForeignKey("service.code"))
    nom: Mapped[str]
    zones: Mapped[list["ZoneDeSecteur"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="ZoneDeSecteur.code"
    )
    agents: Mapped[list["AgentDeSecteur"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="AgentDeSecteur.agent_id"
    )


class ZoneDeSecteur(Modele):
    """Une commune (code INSEE) ou une intercommunalité (SIREN) d’un secteur ; une seule fois par service."""

    __tablename__ = "zone_de_secteur"

    service_code: Mapped[str] = mapped_column(ForeignKey("service.code"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    secteur_id: Mapped[UUID] = mapped_column(ForeignKey("secteur.id"), index=True)


class AgentDeSecteur(Modele):
    """Un agent qui s’occupe d’un secteur."""

    __tablename__ = "agent_de_secteur"

    secteur_id: Mapped[UUID] = mapped_column(ForeignKey("secteur.id"), primary_key=True)
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id"), primary_key=True, index=True)
