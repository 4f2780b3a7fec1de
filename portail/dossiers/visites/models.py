"""Les visites prévues chez une personne : qui vient, quand, où."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portail.socle.base import Modele
from portail.socle.colonnes import TexteChiffre, enumeration, instant


class EtatVisite(StrEnum):
    """Où en est une visite."""

    PLANIFIEE = "planifiee"
    TENUE = "tenue"
    """Passée, et une autre fut prévue depuis."""
    ABSENCE = "absence"
    """La personne n’était pas là."""
    ANNULEE = "annulee"


class Visite(Modele):
    """Une visite : un dossier n’en attend qu’une à la fois ; qui la fait est pris dans son agenda (`occupation`)."""

    __tablename__ = "visite"
    __table_args__ = (
        Index("uq_visite_planifiee", "dossier_id", unique=True, postgresql_where=text("etat = 'planifiee'")),
        Index("ix_visite_rappel", "debut", postgresql_where=text("etat = 'planifiee' AND rappelee_le IS NULL")),
        CheckConstraint("debut < fin", name="dans_l_ordre"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), index=True)
    evaluateur_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id"))
    debut: Mapped[datetime] = mapped_column(instant())
    fin: Mapped[datetime] = mapped_column(instant())
    lieu: Mapped[str] = mapped_column(TexteChiffre("visite.lieu"))
    presents: Mapped[str | None] = mapped_column(TexteChiffre("visite.presents"))
    """Qui sera là avec la personne, si on le sait."""
    etat: Mapped[EtatVisite] = mapped_column(enumeration(EtatVisite), default=EtatVisite.PLANIFIEE)
    version: Mapped[int] = mapped_column(default=0)
    """Augmente à chaque changement : l’agenda de la personne sait lequel est le dernier (RFC 5545, SEQUENCE)."""
    motif: Mapped[str | None] = mapped_column(TexteChiffre("visite.motif"))
    """Pourquoi elle est annulée, tel que la personne le lit."""
    modifiee_le: Mapped[datetime] = mapped_column(instant())
    rappelee_le: Mapped[datetime | None] = mapped_column(instant())
