"""Les bordereaux d’élimination : ce que l’on se propose de détruire, le visa qui le permet, ce qui fut détruit."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portail.demarche.droit import SortFinal
from portail.socle.base import Modele
from portail.socle.colonnes import enumeration, instant
from portail.socle.visas import EtatBordereau


class Bordereau(Modele):
    """Des dossiers d’une démarche dont la durée d’utilité est finie ; sans visa, rien ne s’élimine (R212-14)."""

    __tablename__ = "bordereau_elimination"
    __table_args__ = (
        CheckConstraint(
            "etat IN ('prepare', 'abandonne') OR (visa_elimination <> '' AND vise_le IS NOT NULL)", name="visa"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    demarche: Mapped[str]
    sort_final: Mapped[SortFinal] = mapped_column(enumeration(SortFinal))
    etat: Mapped[EtatBordereau] = mapped_column(enumeration(EtatBordereau), default=EtatBordereau.PREPARE)
    prepare_le: Mapped[datetime] = mapped_column(instant())
    visa_elimination: Mapped[str] = mapped_column(default="")
    """Référence du visa donné par les Archives."""
    date_visa: Mapped[date | None]
    vise_le: Mapped[datetime | None] = mapped_column(instant())
    vise_par_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"))
    """L’agent qui a enregistré le visa."""
    execute_le: Mapped[datetime | None] = mapped_column(instant())


class LigneBordereau(Modele):
    """Un dossier d’un bordereau : son numéro et ses dates, aucune donnée de la personne."""

    __tablename__ = "ligne_elimination"
    __table_args__ = (
        UniqueConstraint("bordereau_id", "dossier_id"),
        Index(
            "uq_ligne_elimination_en_attente",
            "dossier_id",
            unique=True,
            postgresql_where=text("elimine_le IS NULL AND retire_le IS NULL"),
        ),
        {"info": {"survit_a_l_elimination": True}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    bordereau_id: Mapped[UUID] = mapped_column(ForeignKey("bordereau_elimination.id"))
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), index=True)
    date_fin: Mapped[date]
    date_fin_dua: Mapped[date]
    elimine_le: Mapped[datetime | None] = mapped_column(instant())
    retire_le: Mapped[datetime | None] = mapped_column(instant())
    """Écarté : gardé par le tri, ou redevenu vivant entre-temps."""
