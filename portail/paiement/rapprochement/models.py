"""Le relevé de la régie : les fichiers importés, leurs lignes, et le règlement que chacune confirme."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portail.socle.base import Modele
from portail.socle.colonnes import JsonChiffre, TexteChiffre, enumeration, instant
from portail.socle.imports import ImportDeFichier


class Nature(StrEnum):
    """Ce qu’une ligne du relevé encaisse."""

    CARTE = "carte"
    PRELEVEMENT = "prelevement"


class ImportReleve(ImportDeFichier, Modele):
    """Un fichier de la régie, par son empreinte : importé deux fois, il ne compte qu’une."""

    __tablename__ = "import_releve"
    __table_args__ = (UniqueConstraint("agent_id", "empreinte"),)

    nom: Mapped[str] = mapped_column(TexteChiffre("import_releve.nom"))
    lignes: Mapped[int]
    nouvelles: Mapped[int]
    sans_effet: Mapped[int]
    erreurs: Mapped[list[dict[str, Any]]] = mapped_column(JsonChiffre("import_releve.erreurs"), default=list)
    """`[{"ligne", "reference", "message", "valeurs"}]` : ce qui reste à corriger."""


class LigneDuReleve(Modele):
    """Ce que la régie a encaissé, d’après le comptable ; la même ligne ne s’écrit qu’une fois."""

    __tablename__ = "ligne_releve"
    __table_args__ = (
        UniqueConstraint("regie_id", "refdet", "autorisation"),
        CheckConstraint("montant > 0", name="positif"),
        Index("ix_ligne_releve_regie_jour", "regie_id", "jour"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    import_id: Mapped[UUID] = mapped_column(ForeignKey("import_releve.id"))
    regie_id: Mapped[UUID] = mapped_column(ForeignKey("regie.id"))
    jour: Mapped[date]
    refdet: Mapped[str]
    autorisation: Mapped[str] = mapped_column(default="")
    nature: Mapped[Nature] = mapped_column(enumeration(Nature))
    montant: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    encaissement_id: Mapped[UUID | None] = mapped_column(ForeignKey("encaissement.id"), unique=True)
    """Le règlement qu’elle confirme ; rien tant qu’aucun ne va avec elle."""
    classee_le: Mapped[datetime | None] = mapped_column(instant())
    """Depuis quand la régie dit qu’elle ne concerne pas le portail ; pourquoi est au journal."""
