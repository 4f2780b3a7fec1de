"""Le volet d’un dossier : des réponses chiffrées à part, que les écrans du dossier ne chargent jamais."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portail.socle.base import Modele
from portail.socle.colonnes import JsonChiffre, instant


class Volet(Modele):
    """Ce que les rédacteurs ont écrit dans un volet de la déclaration ; une ligne par dossier et par volet."""

    __tablename__ = "volet"
    __table_args__ = (
        UniqueConstraint("dossier_id", "code"),
        CheckConstraint("(valide_le IS NULL) = (valide_par_id IS NULL)", name="valide_par_quelqu_un"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"))
    code: Mapped[str]
    reponses: Mapped[dict[str, Any]] = mapped_column(JsonChiffre("volet.reponses"), default=dict)
    pages: Mapped[dict[str, int]] = mapped_column(JSONB, default=dict)
    """Page → nombre de fois qu’elle a changé : une page écrite par deux personnes à la fois se reconnaît à lui."""
    commence_le: Mapped[datetime] = mapped_column(instant())
    modifie_le: Mapped[datetime] = mapped_column(instant())
    modifie_par_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id"))
    valide_le: Mapped[datetime | None] = mapped_column(instant())
    valide_par_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"))

    def revision_de(self, page: str) -> int:
        """Rend combien de fois cette page a changé."""
        return self.pages.get(page, 0)

    @property
    def revision(self) -> int:
        """Rend combien de fois le volet a changé, toutes pages comprises."""
        return sum(self.pages.values())


class VoletArchive(Modele):
    """Un volet tel qu’il fut validé, gardé quand on le rouvre : une révision n’écrase jamais l’évaluation d’avant."""

    __tablename__ = "volet_archive"
    __table_args__ = (UniqueConstraint("dossier_id", "code", "rang"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"))
    code: Mapped[str]
    rang: Mapped[int]
    """Le premier validé a le rang 1."""
    reponses: Mapped[dict[str, Any]] = mapped_column(JsonChiffre("volet_archive.reponses"), default=dict)
    valide_le: Mapped[datetime] = mapped_column(instant())
    valide_par_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id"))
    archive_le: Mapped[datetime] = mapped_column(instant())
    archive_par_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id"))
    """Qui l’a rouvert."""
