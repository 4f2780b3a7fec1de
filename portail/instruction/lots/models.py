"""Un lot : un même geste sur plusieurs dossiers, et ce qu’il est advenu de chacun."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portail.socle.base import Modele
from portail.socle.colonnes import JsonChiffre, enumeration, instant


class GesteDeLot(StrEnum):
    """Ce qui peut se faire par lot."""

    AFFECTER = "affecter"
    DEMANDER_COMPLEMENT = "demander_complement"
    ECRIRE = "ecrire"
    ACCEPTER = "accepter"
    REFUSER = "refuser"


class EtatLot(StrEnum):
    """Où en est un lot : préparé, il attend d’être confirmé ; arrêté, ce qui n’était pas fait ne l’est pas."""

    PREPARE = "prepare"
    LANCE = "lance"
    ARRETE = "arrete"
    TERMINE = "termine"


class Issue(StrEnum):
    """Ce qu’il est advenu d’un dossier du lot."""

    ATTENTE = "attente"
    FAIT = "fait"
    ECARTE = "ecarte"
    ERREUR = "erreur"


class Lot(Modele):
    """Un geste, sa consigne, et l’agent qui en répond."""

    __tablename__ = "lot"
    __table_args__ = (
        Index("ix_lot_agent_id", "agent_id", "cree_le"),
        Index("ix_lot_lance", "lance_le", postgresql_where=text("etat = 'lance'")),
        CheckConstraint("etat = 'prepare' OR lance_le IS NOT NULL", name="lance_date"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id"))
    geste: Mapped[GesteDeLot] = mapped_column(enumeration(GesteDeLot))
    consigne: Mapped[dict[str, Any]] = mapped_column(JsonChiffre("lot.consigne"), default=dict)
    """Ce que le geste demande : à qui, quel message, quelles pièces, quels motifs."""
    etat: Mapped[EtatLot] = mapped_column(enumeration(EtatLot), default=EtatLot.PREPARE)
    cree_le: Mapped[datetime] = mapped_column(instant(), index=True)
    lance_le: Mapped[datetime | None] = mapped_column(instant())
    termine_le: Mapped[datetime | None] = mapped_column(instant())


class DossierDuLot(Modele):
    """Un dossier du lot, tel que l’agent l’a vu en confirmant, et ce qu’il en est advenu."""

    __tablename__ = "lot_dossier"
    __table_args__ = (
        UniqueConstraint("lot_id", "dossier_id"),
        UniqueConstraint("lot_id", "rang"),
        CheckConstraint("issue NOT IN ('ecarte', 'erreur') OR raison <> ''", name="raison_dite"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lot.id"))
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), index=True)
    rang: Mapped[int]
    revision: Mapped[int]
    modifie_le: Mapped[datetime] = mapped_column(instant())
    """Avec `revision` : un dossier qui a changé depuis est écarté."""
    issue: Mapped[Issue] = mapped_column(enumeration(Issue), default=Issue.ATTENTE)
    raison: Mapped[str] = mapped_column(default="")
    """Pourquoi il est écarté : un texte à traduire, sans donnée personnelle."""
    precision: Mapped[str] = mapped_column(default="")
    """Ce que la confirmation montre de plus : le montant qui serait accordé."""
    traite_le: Mapped[datetime | None] = mapped_column(instant())
