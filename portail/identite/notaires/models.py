"""Les offices notariaux et leurs membres : le département ouvre l’office, l’office ouvre les siens."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portail.socle.base import Modele
from portail.socle.colonnes import enumeration, instant


class RoleMembre(StrEnum):
    """Ce qu’une personne est dans son office."""

    NOTAIRE = "notaire"
    CLERC = "clerc"


class Office(Modele):
    """Un office, par son numéro CRPCEN : cinq chiffres, donnés par la profession."""

    __tablename__ = "office"
    __table_args__ = (CheckConstraint("crpcen ~ '^[0-9]{5}$'", name="cinq_chiffres"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    crpcen: Mapped[str] = mapped_column(unique=True)
    nom: Mapped[str]
    voie: Mapped[str]
    code_postal: Mapped[str]
    commune: Mapped[str]
    courriel: Mapped[str]
    telephone: Mapped[str] = mapped_column(default="")
    est_actif: Mapped[bool] = mapped_column(default=True)
    usager_id: Mapped[UUID] = mapped_column(ForeignKey("usager.id"), unique=True)
    """Au nom de qui l’office dépose une démarche : chacun de ses membres la suit, le journal dit lequel agit."""
    cree_le: Mapped[datetime] = mapped_column(instant())


class Membre(Modele):
    """Un notaire ou un clerc, dans un office ; l’accès se ferme aussitôt, la personne reste nommée au journal."""

    __tablename__ = "membre_office"
    __table_args__ = (
        UniqueConstraint("office_id", "courriel"),
        CheckConstraint("est_actif = (ferme_le IS NULL)", name="ferme_date"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"), index=True)
    prenom: Mapped[str]
    nom: Mapped[str]
    courriel: Mapped[str] = mapped_column(index=True)
    role: Mapped[RoleMembre] = mapped_column(enumeration(RoleMembre))
    peut_deleguer: Mapped[bool] = mapped_column(default=False)
    """Vrai si cette personne ouvre et ferme les accès de son office ; un notaire seulement."""
    est_actif: Mapped[bool] = mapped_column(default=True)
    cree_le: Mapped[datetime] = mapped_column(instant())
    ferme_le: Mapped[datetime | None] = mapped_column(instant())
    office: Mapped[Office] = relationship(lazy="selectin")

    @property
    def nom_affiche(self) -> str:
        """Rend le prénom et le nom, « Me » devant ceux d’un notaire."""
        titre = "Me " if self.role is RoleMembre.NOTAIRE else ""
        return f"{titre}{self.prenom} {self.nom}"
