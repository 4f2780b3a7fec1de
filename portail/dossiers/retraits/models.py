"""L’échange contradictoire qui précède une décision défavorable prise sans qu’on la demande (CRPA, L121-1, L122-1)."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portail.dossiers.etats import Fondement, NatureDecision
from portail.socle.base import Modele
from portail.socle.colonnes import TexteChiffre, enumeration, instant


class Contradictoire(Modele):
    """Une invitation à présenter des observations sur un retrait ou une abrogation envisagés."""

    __tablename__ = "contradictoire"
    __table_args__ = (
        Index(None, "decision_id", "ouvert_le"),
        CheckConstraint("nature IN ('retrait', 'abrogation')", name="d_un_retrait"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), index=True)
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decision.id"))
    """La décision en vigueur que l’on envisage de retirer ou d’abroger."""
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id"))
    nature: Mapped[NatureDecision] = mapped_column(enumeration(NatureDecision))
    fondement: Mapped[Fondement] = mapped_column(enumeration(Fondement))
    fait: Mapped[str] = mapped_column(TexteChiffre("contradictoire.fait"))
    """Ce qui est reproché à la décision, tel que la personne l’a lu."""
    ouvert_le: Mapped[datetime] = mapped_column(instant())
    date_limite: Mapped[date]
    """Dernier jour pour présenter ses observations."""
