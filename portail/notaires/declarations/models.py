"""Le registre des préemptions : que tous peuvent lire, sans aucun nom (code de l’urbanisme, L215-24)."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Numeric, String
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from portail.socle.base import Modele
from portail.socle.colonnes import enumeration


class Genre(StrEnum):
    """Comment le Département préempte."""

    PRIX = "prix"
    INFERIEUR = "inferieur"
    PARTIELLE = "partielle"


class Reponse(StrEnum):
    """Ce que répond qui vend à un prix inférieur au sien."""

    ATTENDUE = "attendue"
    ACCEPTE = "accepte"
    MAINTIENT = "maintient"
    RENONCE = "renonce"
    REPUTE = "repute"
    """Il n’a pas répondu à temps : il est réputé renoncer à vendre."""


class Preemption(Modele):
    """Une préemption décidée ; retirée ou remplacée, elle reste au registre, avec le jour."""

    __tablename__ = "preemption"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decision.id"), unique=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), index=True)
    commune_insee: Mapped[str]
    parcelles: Mapped[list[str]] = mapped_column(ARRAY(String))
    prix: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    genre: Mapped[Genre] = mapped_column(enumeration(Genre))
    decidee_le: Mapped[date] = mapped_column(index=True)
    annulee_le: Mapped[date | None]
    reponse: Mapped[Reponse | None] = mapped_column(enumeration(Reponse))
    """Rien si le prix n’est pas discuté."""
    repondue_le: Mapped[date | None]
