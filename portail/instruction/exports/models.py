"""Un export : la liste des dossiers d’une vue, en un fichier écrit par une tâche, chiffré, gardé peu de temps."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portail.socle.base import Modele
from portail.socle.colonnes import JsonChiffre, enumeration, instant


class FormatExport(StrEnum):
    """Le format du fichier."""

    CSV = "csv"
    XLSX = "xlsx"
    ODS = "ods"


class EtatExport(StrEnum):
    """Où en est un export."""

    DEMANDE = "demande"
    PRET = "pret"
    ECHOUE = "echoue"
    EXPIRE = "expire"


class Export(Modele):
    """Qui exporte quoi, où en est l’écriture, jusqu’à quand le fichier se télécharge."""

    __tablename__ = "export"
    __table_args__ = (
        Index("ix_export_agent_id", "agent_id", "demande_le"),
        Index("ix_export_demande", "demande_le", postgresql_where=text("etat = 'demande'")),
        Index("ix_export_pret", "expire_le", postgresql_where=text("etat = 'pret'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id"))
    format: Mapped[FormatExport] = mapped_column(enumeration(FormatExport))
    filtres: Mapped[dict[str, Any]] = mapped_column(JsonChiffre("export.filtres"), default=dict)
    """Les filtres de la vue ; un nom cherché est une donnée personnelle."""
    selection: Mapped[bytes | None]
    """Les dossiers de la vue au moment de la demande : leurs identifiants bout à bout, oubliés une fois écrits."""
    raison: Mapped[str] = mapped_column(default="")
    """Pourquoi l’agent exporte : un code de `RaisonLecture`, que chaque personne concernée verra."""
    portees: Mapped[list[list[str]]] = mapped_column(JsonChiffre("export.portees"), default=list)
    """Les services et démarches que l’agent pouvait lire en l’écrivant : il doit le pouvoir encore pour le prendre."""
    etat: Mapped[EtatExport] = mapped_column(enumeration(EtatExport), default=EtatExport.DEMANDE)
    essais: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    faits: Mapped[int] = mapped_column(default=0)
    taille: Mapped[int] = mapped_column(default=0)
    demande_le: Mapped[datetime] = mapped_column(instant())
    pret_le: Mapped[datetime | None] = mapped_column(instant())
    expire_le: Mapped[datetime | None] = mapped_column(instant())


class SegmentExport(Modele):
    """Un morceau du fichier, déposé chiffré sans jamais être entier en mémoire."""

    __tablename__ = "export_segment"
    __table_args__ = (UniqueConstraint("export_id", "rang"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    export_id: Mapped[UUID] = mapped_column(ForeignKey("export.id"))
    rang: Mapped[int]
    cle: Mapped[str]
    empreinte: Mapped[str]
    taille: Mapped[int]
