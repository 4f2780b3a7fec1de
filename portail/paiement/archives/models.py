"""Les bordereaux d’élimination comptable : ce que l’on se propose d’effacer, le visa qui le permet, ce qui le fut."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, text
from sqlalchemy.orm import Mapped, mapped_column

from portail.socle.base import Modele
from portail.socle.colonnes import enumeration, instant
from portail.socle.visas import EtatBordereau


class BordereauComptable(Modele):
    """Les sommes d’une régie dont rien n’a bougé depuis un exercice assez ancien ; ni nom, ni référence."""

    __tablename__ = "bordereau_comptable"
    __table_args__ = (
        Index(
            "uq_bordereau_comptable_en_attente",
            "regie_id",
            unique=True,
            postgresql_where=text("etat IN ('prepare', 'vise')"),
        ),
        CheckConstraint(
            "etat IN ('prepare', 'abandonne') OR (visa_elimination <> '' AND vise_le IS NOT NULL)", name="visa"
        ),
        CheckConstraint("sommes > 0 AND eliminees >= 0", name="nombres"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    regie_id: Mapped[UUID] = mapped_column(ForeignKey("regie.id"), index=True)
    exercice: Mapped[int]
    """L’année, celle-ci comprise, après laquelle rien n’a bougé."""
    etat: Mapped[EtatBordereau] = mapped_column(enumeration(EtatBordereau), default=EtatBordereau.PREPARE)
    sommes: Mapped[int]
    montant: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    """Le total de ces sommes, en euros."""
    prepare_le: Mapped[datetime] = mapped_column(instant())
    visa_elimination: Mapped[str] = mapped_column(default="")
    """Référence du visa donné par les Archives."""
    date_visa: Mapped[date | None]
    vise_le: Mapped[datetime | None] = mapped_column(instant())
    vise_par_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"))
    execute_le: Mapped[datetime | None] = mapped_column(instant())
    eliminees: Mapped[int] = mapped_column(default=0)
    """Combien de sommes l’ont été : celles qui ont bougé entre-temps restent."""
