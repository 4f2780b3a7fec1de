"""Ce qui suit une créance dite à un office : l’actif connu, la décision, le titre, son paiement."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from portail.notaires.recuperations.etats import SUITES, EtatRecuperation
from portail.socle.base import Modele
from portail.socle.colonnes import JsonChiffre, TexteChiffre, enumeration, instant
from portail.socle.erreurs import TransitionInterdite


class Recuperation(Modele):
    """Une récupération sur succession ; les montants, en euros, sont ceux de la décision et jamais du seul calcul."""

    __tablename__ = "recuperation"
    __table_args__ = (
        CheckConstraint("montant IS NULL OR montant >= 0", name="positif"),
        CheckConstraint(
            "etat IN ('attente_actif', 'a_decider') OR (montant IS NOT NULL AND decidee_par_id IS NOT NULL)",
            name="decidee",
        ),
        CheckConstraint("etat = 'attente_actif' OR calcul IS NOT NULL", name="calculee"),
        CheckConstraint("etat NOT IN ('titre_emis', 'soldee') OR titre IS NOT NULL", name="titree"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    requete_id: Mapped[UUID] = mapped_column(ForeignKey("requete_succession.id"), unique=True)
    etat: Mapped[EtatRecuperation] = mapped_column(
        enumeration(EtatRecuperation), default=EtatRecuperation.ATTENTE_ACTIF, index=True
    )
    relance_le: Mapped[datetime | None] = mapped_column(instant(), index=True)
    """Quand rappeler à l’office l’actif attendu."""
    relances: Mapped[int] = mapped_column(default=0)
    calcul: Mapped[dict[str, Any] | None] = mapped_column(JsonChiffre("recuperation.calcul"))
    """Le calcul montré à qui décide (`calcul.Calcul.en_json`), daté : faits dits, étapes, total."""
    montant: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    motif: Mapped[str | None] = mapped_column(TexteChiffre("recuperation.motif"))
    ecart: Mapped[str | None] = mapped_column(TexteChiffre("recuperation.ecart"))
    """Pourquoi le montant décidé n’est pas celui du calcul."""
    decidee_par_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"))
    decidee_le: Mapped[datetime | None] = mapped_column(instant())
    notifiee_le: Mapped[date | None]
    """Le jour où les héritiers l’ont reçue : le délai de recours en part."""
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"))
    titre: Mapped[str | None]
    titre_le: Mapped[date | None]
    soldee_le: Mapped[date | None]
    cree_le: Mapped[datetime] = mapped_column(instant())
    version: Mapped[int] = mapped_column(default=1)
    """Celle que l’agent a lue : on ne décide pas d’un calcul qui vient de changer."""

    def passer_a(self, etat: EtatRecuperation) -> None:
        """Change l’état ; seul endroit où `etat` est modifié. Lève `TransitionInterdite`."""
        if etat not in SUITES[self.etat]:
            raise TransitionInterdite
        self.etat, self.version = etat, self.version + 1
