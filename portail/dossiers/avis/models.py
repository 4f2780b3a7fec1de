"""Un avis demandé à un expert : un agent du département, ou quelqu’un du dehors joint par courriel."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portail.socle.base import Modele
from portail.socle.colonnes import TexteChiffre, enumeration, instant


class SensAvis(StrEnum):
    """Ce que l’expert pense de la demande."""

    FAVORABLE = "favorable"
    RESERVE = "reserve"
    DEFAVORABLE = "defavorable"


class Avis(Modele):
    """Ce que l’on demande à un expert, ce qu’il peut voir, jusqu’à quand, et ce qu’il répond.

    `agent_id` pour un agent ; `nom` et `courriel` pour quelqu’un du dehors.
    """

    __tablename__ = "avis"
    __table_args__ = (
        CheckConstraint("(agent_id IS NULL) <> (courriel IS NULL)", name="agent_ou_courriel"),
        CheckConstraint("(courriel IS NULL) = (nom IS NULL)", name="externe_nomme"),
        CheckConstraint("(sens IS NULL) = (rendu_le IS NULL)", name="rendu_avec_un_sens"),
        CheckConstraint("rendu_le IS NULL OR revoque_le IS NULL", name="rendu_ou_revoque"),
        Index("ix_avis_attendu", "date_limite", postgresql_where=text("rendu_le IS NULL AND revoque_le IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), index=True)
    demande_par_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id"))
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"), index=True)
    nom: Mapped[str | None] = mapped_column(TexteChiffre("avis.nom"))
    """Nom et qualité de l’expert du dehors : la personne les lit dans « qui a consulté mon dossier »."""
    courriel: Mapped[str | None] = mapped_column(TexteChiffre("avis.courriel"))
    pages: Mapped[list[str]] = mapped_column(JSONB)
    pieces: Mapped[list[str]] = mapped_column(JSONB)
    """Les pages et les pièces partagées, et elles seules."""
    question: Mapped[str] = mapped_column(TexteChiffre("avis.question"))
    demande_le: Mapped[datetime] = mapped_column(instant())
    date_limite: Mapped[date]
    rappele_le: Mapped[datetime | None] = mapped_column(instant())
    signale_le: Mapped[datetime | None] = mapped_column(instant())
    """Quand le service a été averti que l’avis n’est pas venu à temps."""
    revoque_le: Mapped[datetime | None] = mapped_column(instant())
    sens: Mapped[SensAvis | None] = mapped_column(enumeration(SensAvis))
    texte: Mapped[str | None] = mapped_column(TexteChiffre("avis.texte"))
    rendu_le: Mapped[datetime | None] = mapped_column(instant())

    @property
    def est_attendu(self) -> bool:
        """Vrai tant qu’il n’est ni rendu ni révoqué."""
        return self.rendu_le is None and self.revoque_le is None
