"""Les visas rendus sur un projet de décision : qui a validé, ou renvoyé et pourquoi."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portail.socle.base import Modele
from portail.socle.colonnes import TexteChiffre, enumeration, instant


class SensVisa(StrEnum):
    """Ce que le viseur a dit."""

    VISE = "vise"
    RENVOIE = "renvoie"


class VisaRendu(Modele):
    """Le visa d’un agent sur un projet : une fois par étape, une fois par personne.

    Le projet renvoyé s’efface, pas ce qui en a été dit : `projet_id` n’est donc pas une clé étrangère.
    """

    __tablename__ = "visa_rendu"
    __table_args__ = (
        UniqueConstraint("projet_id", "code"),
        UniqueConstraint("projet_id", "agent_id"),
        CheckConstraint("(sens = 'renvoie') = (raison IS NOT NULL)", name="renvoi_motive"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), index=True)
    projet_id: Mapped[UUID]
    code: Mapped[str]
    """L’étape déclarée par la démarche."""
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id"))
    sens: Mapped[SensVisa] = mapped_column(enumeration(SensVisa))
    raison: Mapped[str | None] = mapped_column(TexteChiffre("visa_rendu.raison"))
    rendu_le: Mapped[datetime] = mapped_column(instant())
