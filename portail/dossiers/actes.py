"""Les actes d’un dossier : décisions, documents remis. Se lisent par `dossiers.models`, avec le reste du dossier."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, text
from sqlalchemy.orm import Mapped, mapped_column

from portail.documents.codes import nouveau_code
from portail.dossiers.etats import IMPLICITES, Fondement, NatureDecision
from portail.socle.base import Modele
from portail.socle.colonnes import JsonChiffre, TexteChiffre, enumeration, instant


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


class Document(Modele):
    """Un document remis par le département (accusé, décision), composé et scellé par une tâche, gardé tel quel.

    Qui l’a en main le vérifie par son code, imprimé. Révoqué, il ne fait plus foi ; remplacé, un autre le fait.
    """

    __tablename__ = "document"
    __table_args__ = (
        Index(
            "uq_document_en_vigueur",
            "dossier_id",
            "nature",
            "objet_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("revoque_le IS NULL"),
        ),
        CheckConstraint("remplace_par_id IS NULL OR revoque_le IS NOT NULL", name="remplace_revoque"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), index=True)
    nature: Mapped[str]
    objet_id: Mapped[UUID | None]
    code: Mapped[str] = mapped_column(unique=True, default=nouveau_code)
    contenu: Mapped[dict[str, Any]] = mapped_column(JsonChiffre("document.contenu"))
    """Les données exactes du document : la version HTML et le PDF disent la même chose."""
    resume: Mapped[dict[str, str]] = mapped_column(JsonChiffre("document.resume"), default=dict)
    """Ce que la vérification publique montre : `date`, `numero` et `initiales` masqués, `sens`, `montant`."""
    mention: Mapped[str | None] = mapped_column(TexteChiffre("document.mention"))
    """La mention signée du code QR, posée avec le PDF."""
    cle: Mapped[str | None]
    empreinte: Mapped[str | None]
    taille: Mapped[int | None]
    cree_le: Mapped[datetime] = mapped_column(instant())
    revoque_le: Mapped[datetime | None] = mapped_column(instant())
    motif_revocation: Mapped[str | None] = mapped_column(TexteChiffre("document.motif_revocation"))
    remplace_par_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"))
