"""Pièces d’un dossier et fichiers reçus."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portail.socle.base import Modele
from portail.socle.colonnes import TexteChiffre, enumeration, instant


class EtatPiece(StrEnum):
    """Où en est une pièce."""

    ATTENDUE = "attendue"
    PLUS_TARD = "plus_tard"
    RECUE = "recue"
    ACCEPTEE = "acceptee"
    REFUSEE = "refusee"


class MotifRefusPiece(StrEnum):
    """Pourquoi une pièce ne convient pas."""

    ILLISIBLE = "illisible"
    TRONQUEE = "tronquee"
    PERIMEE = "perimee"
    MAUVAIS_DOCUMENT = "mauvais_document"
    AUTRE_PERSONNE = "autre_personne"


class EtatControle(StrEnum):
    """Ce qu’a dit le contrôle différé (antivirus, conversion)."""

    A_FAIRE = "a_faire"
    SAIN = "sain"
    INFECTE = "infecte"
    ILLISIBLE = "illisible"


class Piece(Modele):
    """Une pièce de la déclaration, pour un dossier : un ou plusieurs fichiers, assemblés en un document."""

    __tablename__ = "piece"
    __table_args__ = (UniqueConstraint("dossier_id", "code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"))
    code: Mapped[str]
    etat: Mapped[EtatPiece] = mapped_column(enumeration(EtatPiece))
    motif: Mapped[MotifRefusPiece | None] = mapped_column(enumeration(MotifRefusPiece))
    precision: Mapped[str | None] = mapped_column(TexteChiffre("piece.precision"))
    maj_le: Mapped[datetime] = mapped_column(instant())
    assemblage_cle: Mapped[str | None]
    assemblage_empreinte: Mapped[str | None]
    assemblage_taille: Mapped[int | None]
    fichiers: Mapped[list["Fichier"]] = relationship(
        lazy="selectin",
        order_by="Fichier.recu_le",
        primaryjoin="and_(Fichier.piece_id == Piece.id, Fichier.remplace_le.is_(None))",
    )


class Fichier(Modele):
    """Un fichier reçu, gardé tel quel (chiffré) ; sa version propre (sans EXIF) est faite par une tâche."""

    __tablename__ = "fichier"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), index=True)
    piece_id: Mapped[UUID | None] = mapped_column(ForeignKey("piece.id"), index=True)
    message_id: Mapped[UUID | None] = mapped_column(ForeignKey("message.id"), index=True)
    avis_id: Mapped[UUID | None] = mapped_column(ForeignKey("avis.id"), index=True)
    """Le fichier d’un avis : il ne se montre qu’au service."""
    nom: Mapped[str] = mapped_column(TexteChiffre("fichier.nom"))
    type_mime: Mapped[str]
    taille: Mapped[int]
    empreinte: Mapped[str]
    cle: Mapped[str] = mapped_column(unique=True)
    controle: Mapped[EtatControle] = mapped_column(enumeration(EtatControle), default=EtatControle.A_FAIRE)
    propre_cle: Mapped[str | None]
    propre_empreinte: Mapped[str | None]
    propre_taille: Mapped[int | None]
    propre_type: Mapped[str | None]
    recu_le: Mapped[datetime] = mapped_column(instant())
    remplace_le: Mapped[datetime | None] = mapped_column(instant())
