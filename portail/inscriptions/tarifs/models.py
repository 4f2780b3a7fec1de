"""Les tarifs votés, en données : tranches de quotient, prix de chaque produit, remises par rang d’enfant.

Une grille a des versions, chacune à partir d’un jour. Celle qui a commencé ne change plus : on en prépare une autre.
"""

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portail.socle.base import Modele

EUROS = Numeric(12, 2)
ORIGINE = date(2000, 1, 1)
"""Le début d’une version livrée avec le portail : elle vaut depuis toujours."""


class GrilleTarifaire(Modele):
    """Une grille, d’une délibération à l’autre."""

    __tablename__ = "grille_tarifaire"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(unique=True)
    libelle: Mapped[str]
    versions: Mapped[list["VersionDeGrille"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="VersionDeGrille.debut"
    )

    def version_au(self, jour: date) -> "VersionDeGrille | None":
        """Rend la version qui vaut ce jour-là."""
        return next((une for une in reversed(self.versions) if une.debut <= jour), None)


class VersionDeGrille(Modele):
    """Les prix d’une grille à partir d’un jour ; les valeurs livrées sont des exemples à confirmer."""

    __tablename__ = "version_de_grille"
    __table_args__ = (UniqueConstraint("grille_id", "debut"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    grille_id: Mapped[UUID] = mapped_column(ForeignKey("grille_tarifaire.id"))
    debut: Mapped[date]
    acte: Mapped[str] = mapped_column(default="")
    """La délibération qui la vote."""
    a_confirmer: Mapped[bool] = mapped_column(default=True)
    tranches: Mapped[list["TrancheDeQuotient"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="TrancheDeQuotient.rang"
    )
    tarifs: Mapped[list["Tarif"]] = relationship(lazy="selectin", cascade="all, delete-orphan")
    remises: Mapped[list["RemiseParRang"]] = relationship(lazy="selectin", cascade="all, delete-orphan")


class TrancheDeQuotient(Modele):
    """Les quotients jusqu’à `qf_max` compris ; la dernière n’a pas de borne, et vaut pour un quotient inconnu."""

    __tablename__ = "tranche_de_quotient"
    __table_args__ = (UniqueConstraint("version_id", "rang"), UniqueConstraint("version_id", "code"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("version_de_grille.id"))
    rang: Mapped[int]
    code: Mapped[str]
    qf_max: Mapped[Decimal | None] = mapped_column(EUROS)


class Tarif(Modele):
    """Le prix d’une unité d’un produit, dans une tranche et une zone (vide : partout)."""

    __tablename__ = "tarif"
    __table_args__ = (
        UniqueConstraint("version_id", "produit", "tranche", "zone"),
        CheckConstraint("prix >= 0", name="positif"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("version_de_grille.id"))
    produit: Mapped[str]
    tranche: Mapped[str]
    zone: Mapped[str] = mapped_column(default="")
    prix: Mapped[Decimal] = mapped_column(EUROS)


class RemiseParRang(Modele):
    """La part retirée à partir de ce rang d’enfant."""

    __tablename__ = "remise_par_rang"
    __table_args__ = (
        UniqueConstraint("version_id", "produit", "rang"),
        CheckConstraint("taux BETWEEN 0 AND 1 AND rang >= 2", name="bornes"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("version_de_grille.id"))
    produit: Mapped[str]
    rang: Mapped[int]
    taux: Mapped[Decimal] = mapped_column(Numeric(5, 4))
