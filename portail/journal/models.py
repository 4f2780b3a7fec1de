"""Le journal : qui a fait ou lu quoi. Ajout seul, refusé à la modification et à l’effacement par la base."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Identity, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portail.socle.base import Modele
from portail.socle.colonnes import enumeration, instant


class TypeAuteur(StrEnum):
    """Qui agit."""

    USAGER = "usager"
    AGENT = "agent"
    SYSTEME = "systeme"


class Entree(Modele):
    """Un fait : auteur, action, objet, instant ; identifiants et codes seulement, aucune donnée personnelle."""

    __tablename__ = "journal"
    __table_args__ = (Index(None, "objet_type", "objet_id", "rang"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    rang: Mapped[int] = mapped_column(BigInteger, Identity(), unique=True)
    instant: Mapped[datetime] = mapped_column(instant())
    auteur_type: Mapped[TypeAuteur] = mapped_column(enumeration(TypeAuteur))
    auteur_id: Mapped[UUID | None]
    action: Mapped[str]
    objet_type: Mapped[str]
    objet_id: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
