"""Les décisions d’un dossier. Se lisent par `dossiers.models`, avec le reste du dossier."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, text
from sqlalchemy.orm import Mapped, mapped_column

from portail.dossiers.etats import IMPLICITES, Fondement, NatureDecision
from portail.socle.base import Modele
from portail.socle.colonnes import JsonChiffre, enumeration, instant


class Decision(Modele):
    """Une décision : en droit et en fait, signée d’un nom, d’une qualité et d’un service (CRPA, L211-5, L212-1).

    Née du silence, elle n’a pas de signataire. Une seule est en vigueur ; celle qu’elle remplace reste lisible.
    """

    __tablename__ = "decision"
    __table_args__ = (
        Index("ix_decision_signe_le", "signe_le", postgresql_where=text("signe_le IS NOT NULL")),
        Index(
            "uq_decision_en_vigueur",
            "dossier_id",
            unique=True,
            postgresql_where=text("date_decision IS NOT NULL AND remplacee_le IS NULL"),
        ),
        CheckConstraint("signe_le IS NULL OR date_decision IS NOT NULL", name="signee_datee"),
        CheckConstraint(
            "nature NOT IN ('accord_implicite', 'refus_implicite') OR (signataire_id IS NULL AND signe_le IS NULL)",
            name="implicite_sans_signataire",
        ),
        CheckConstraint("(nature IN ('retrait', 'abrogation')) = (fondement IS NOT NULL)", name="retrait_fonde"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), index=True)
    nature: Mapped[NatureDecision] = mapped_column(enumeration(NatureDecision))
    motifs: Mapped[list[dict[str, str]]] = mapped_column(JsonChiffre("decision.motifs"), default=list)
    """`[{"code", "droit", "fait"}]`, tels que notifiés."""
    montant: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    propose_par_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"))
    propose_le: Mapped[datetime] = mapped_column(instant())
    signataire_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"))
    signataire: Mapped[dict[str, str] | None] = mapped_column(JsonChiffre("decision.signataire"))
    signe_le: Mapped[datetime | None] = mapped_column(instant())
    consulte_le: Mapped[datetime | None] = mapped_column(instant())
    date_decision: Mapped[date | None]
    """Jour où elle existe en droit : celui de la signature, ou celui où le silence vaut décision."""
    remplacee_le: Mapped[datetime | None] = mapped_column(instant())
    remplace_id: Mapped[UUID | None] = mapped_column(ForeignKey("decision.id"))
    """La décision que celle-ci remplace."""
    fondement: Mapped[Fondement | None] = mapped_column(enumeration(Fondement))
    """D’un retrait ou d’une abrogation : ce qui le permet."""

    @property
    def est_implicite(self) -> bool:
        """Vrai si le silence l’a fait naître."""
        return self.nature in IMPLICITES
