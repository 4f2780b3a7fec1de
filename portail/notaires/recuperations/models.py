"""Ce qui suit une créance dite à un office : l’actif connu, la décision, le titre, son paiement."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from portail.socle.base import Modele
from portail.socle.colonnes import JsonChiffre, TexteChiffre, enumeration, instant


class EtatRecuperation(StrEnum):
    """Où en est la récupération."""

    ATTENTE_ACTIF = "attente_actif"
    DECISION = "decision"
    TITRE_EMIS = "titre_emis"
    SOLDEE = "soldee"
    REMISE = "remise"
    REPORTEE = "reportee"
    """Remise à plus tard : au décès du conjoint survivant, le plus souvent."""


class Recuperation(Modele):
    """Une récupération sur succession ; les montants, en euros, sont ceux de la décision et jamais du seul calcul."""

    __tablename__ = "recuperation"
    __table_args__ = (
        CheckConstraint("montant IS NULL OR montant >= 0", name="positif"),
        CheckConstraint(
            "etat IN ('attente_actif', 'remise', 'reportee') OR (montant IS NOT NULL AND decidee_par_id IS NOT NULL)",
            name="decidee",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    requete_id: Mapped[UUID] = mapped_column(ForeignKey("requete_succession.id"), unique=True)
    etat: Mapped[EtatRecuperation] = mapped_column(enumeration(EtatRecuperation))
    relance_le: Mapped[datetime | None] = mapped_column(instant(), index=True)
    """Quand rappeler à l’office l’actif attendu."""
    actif_net: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    calcul: Mapped[dict[str, Any] | None] = mapped_column(JsonChiffre("recuperation.calcul"))
    """Les étapes du calcul montré à qui décide : créances, seuils, exonération, donataires."""
    montant: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    motif: Mapped[str | None] = mapped_column(TexteChiffre("recuperation.motif"))
    decidee_par_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"))
    decidee_le: Mapped[datetime | None] = mapped_column(instant())
    notifiee_le: Mapped[datetime | None] = mapped_column(instant())
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"))
    titre: Mapped[str | None]
    titre_le: Mapped[date | None]
    soldee_le: Mapped[date | None]
    reportee_au: Mapped[date | None]
    cree_le: Mapped[datetime] = mapped_column(instant())
