"""Ce que la famille a déjà montré et qui vaut encore : on ne le redemande pas à l’inscription suivante.

L’attestation de santé est une case et une date : le questionnaire qui la précède n’est jamais demandé.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portail.socle.base import Modele
from portail.socle.colonnes import TexteChiffre, enumeration, instant


class Genre(StrEnum):
    """Ce qui est attesté."""

    SANTE = "sante"
    """« Toutes les réponses au questionnaire de santé du mineur sont négatives » (code du sport, L231-2)."""
    RESPONSABILITE_CIVILE = "responsabilite_civile"
    AISANCE_AQUATIQUE = "aisance_aquatique"
    QUOTIENT = "quotient"
    """Le quotient familial de l’allocataire, CAF ou MSA."""


class Source(StrEnum):
    """D’où on le tient."""

    DECLARE = "declare"
    PIECE = "piece"
    API = "api"
    AGENT = "agent"


class Attestation(Modele):
    """Une attestation, pour un enfant ou pour un responsable ; la plus récente qui vaut encore fait foi."""

    __tablename__ = "attestation"
    __table_args__ = (
        CheckConstraint("(enfant_id IS NULL) <> (usager_id IS NULL)", name="a_quelqu_un"),
        CheckConstraint("(genre = 'quotient') = (valeur IS NOT NULL)", name="valeur"),
        CheckConstraint("(genre = 'quotient') = (usager_id IS NOT NULL)", name="personne"),
        CheckConstraint("valable_jusqu_au >= faite_le", name="dates"),
        Index("ix_attestation_enfant", "enfant_id", "genre", postgresql_where=text("enfant_id IS NOT NULL")),
        Index("ix_attestation_usager", "usager_id", postgresql_where=text("usager_id IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    genre: Mapped[Genre] = mapped_column(enumeration(Genre))
    enfant_id: Mapped[UUID | None] = mapped_column(ForeignKey("enfant.id"))
    usager_id: Mapped[UUID | None] = mapped_column(ForeignKey("usager.id"))
    faite_le: Mapped[date]
    valable_jusqu_au: Mapped[date] = mapped_column(index=True)
    valeur: Mapped[str | None] = mapped_column(TexteChiffre("attestation.valeur"))
    """Le quotient, en euros."""
    source: Mapped[Source] = mapped_column(enumeration(Source))
    piece_id: Mapped[UUID | None] = mapped_column(ForeignKey("justificatif.id"))
    """Le document, quand il a été joint (`justificatifs`)."""
    verifiee_le: Mapped[datetime | None] = mapped_column(instant())
    """Quand un agent a vu le document ; une déclaration vaut sans lui, et se régularise."""
    cree_le: Mapped[datetime] = mapped_column(instant())
