"""Les propositions faites à une personne avant de décider, et ce qu’elle en a répondu."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portail.dossiers.propositions.lignes import Ligne, relues, total
from portail.socle.base import Modele
from portail.socle.colonnes import JsonChiffre, TexteChiffre, enumeration, instant


class EtatProposition(StrEnum):
    """Où en est une proposition."""

    PREPAREE = "preparee"
    ENVOYEE = "envoyee"
    OBSERVEE = "observee"
    ACCEPTEE = "acceptee"
    REFUSEE = "refusee"
    SANS_REPONSE = "sans_reponse"
    RETIREE = "retiree"
    """Le service l’a reprise : elle était partie par erreur."""
    REMPLACEE = "remplacee"
    """La définitive est partie sans que la personne ait répondu à la première."""


class Proposition(Modele):
    """Une proposition : ses lignes, ce qu’elles donnent à la personne, les dates qui font courir les délais.

    Une seule se prépare à la fois, une seule attend une réponse.
    """

    __tablename__ = "proposition"
    __table_args__ = (
        UniqueConstraint("dossier_id", "rang"),
        Index("uq_proposition_preparee", "dossier_id", unique=True, postgresql_where=text("etat = 'preparee'")),
        Index("uq_proposition_envoyee", "dossier_id", unique=True, postgresql_where=text("etat = 'envoyee'")),
        Index(
            "ix_proposition_limite",
            "date_limite",
            postgresql_where=text("etat = 'envoyee' AND definitive"),
        ),
        CheckConstraint("(etat = 'preparee') = (envoyee_le IS NULL)", name="envoi_date"),
        CheckConstraint("(date_reception IS NULL) = (date_limite IS NULL)", name="reception_limite"),
        CheckConstraint(
            "(etat IN ('observee', 'acceptee', 'refusee')) = (date_reponse IS NOT NULL)", name="reponse_datee"
        ),
        CheckConstraint("(etat = 'retiree') = (motif_retrait IS NOT NULL)", name="retrait_motive"),
        CheckConstraint("etat NOT IN ('refusee', 'sans_reponse') OR definitive", name="refus_de_la_definitive"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), index=True)
    rang: Mapped[int]
    definitive: Mapped[bool] = mapped_column(default=False)
    etat: Mapped[EtatProposition] = mapped_column(enumeration(EtatProposition), default=EtatProposition.PREPAREE)
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id"))
    """Qui l’a rédigée en dernier."""
    lignes: Mapped[list[dict[str, str]]] = mapped_column(JsonChiffre("proposition.lignes"), default=list)
    refus_ecrit_le: Mapped[date | None]
    """Jour du refus écrit de ce qui est proposé par défaut, si une ligne le demande."""
    mot: Mapped[str | None] = mapped_column(TexteChiffre("proposition.mot"))
    """Ce que le service ajoute pour la personne."""
    calculs: Mapped[list[dict[str, Any]]] = mapped_column(JsonChiffre("proposition.calculs"), default=list)
    """Ce que les calculs en disent, tel qu’envoyé : `[{"code", "titre", "valeur", "texte"}]`."""
    modifie_le: Mapped[datetime] = mapped_column(instant())
    envoyee_le: Mapped[datetime | None] = mapped_column(instant())
    delai_jours: Mapped[int | None]
    """Jours laissés à la personne de la réception, en vigueur le jour de l’envoi."""
    date_reception: Mapped[date | None]
    date_limite: Mapped[date | None]
    """Dernier jour pour répondre."""
    date_reponse: Mapped[date | None]
    """Jour où la réponse est partie : c’est lui qui compte (CRPA, L112-1)."""
    observations: Mapped[str | None] = mapped_column(TexteChiffre("proposition.observations"))
    usager_id: Mapped[UUID | None] = mapped_column(ForeignKey("usager.id"))
    """Qui a répondu en ligne."""
    saisie_par_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"))
    """L’agent qui a enregistré une réponse reçue par courrier."""
    motif_retrait: Mapped[str | None] = mapped_column(TexteChiffre("proposition.motif_retrait"))
    """Pourquoi le service l’a reprise, tel que la personne le lit."""
    decision_id: Mapped[UUID | None] = mapped_column(ForeignKey("decision.id"))
    """Le refus réputé qu’elle a fait naître."""

    @property
    def chiffrees(self) -> tuple[Ligne, ...]:
        """Rend ses lignes, chiffrées."""
        return relues(self.lignes)

    @property
    def total(self) -> Decimal:
        """Rend son coût mensuel, en euros."""
        return total(self.chiffrees)

    def est_echue(self, jour: date) -> bool:
        """Vrai si le dernier jour pour répondre est passé."""
        return self.date_limite is not None and self.date_limite < jour
