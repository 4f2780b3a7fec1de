"""Le lien entre un recours et la décision qu’il conteste."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portail.socle.base import Modele
from portail.socle.colonnes import enumeration, instant


class NatureRecours(StrEnum):
    """Préalable obligatoire devant l’administration (CRPA, L412-1), ou gracieux facultatif (L411-2)."""

    RAPO = "rapo"
    GRACIEUX = "gracieux"


class Recours(Modele):
    """Un dossier de recours, celui qu’il conteste, et ce qu’il en advient. Un seul recours en cours par décision."""

    __tablename__ = "recours"
    __table_args__ = (
        Index("uq_recours_vivant", "decision_id", unique=True, postgresql_where=text("abandonne_le IS NULL")),
    )

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    origine_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), index=True)
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decision.id"), index=True)
    """La décision contestée."""
    nature: Mapped[NatureRecours] = mapped_column(enumeration(NatureRecours))
    forme_le: Mapped[datetime] = mapped_column(instant())
    date_limite: Mapped[date | None]
    """Dernier jour pour contester, tel que compté à l’envoi ; rien s’il ne valait pas contre la personne."""
    hors_delai: Mapped[bool] = mapped_column(default=False)
    abandonne_le: Mapped[datetime | None] = mapped_column(instant())
    """Retiré ou classé : la décision peut de nouveau être contestée."""
    decision_rendue_id: Mapped[UUID | None] = mapped_column(ForeignKey("decision.id"), unique=True)
    """La décision du dossier d’origine qui remplace celle contestée."""
