"""Les droits mensuels d’un dossier, ce qui les suspend ou les réduit, et ce qui s’en verse chaque mois."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portail.dossiers.prestations import echeancier
from portail.dossiers.prestations.echeancier import Titre
from portail.socle.base import Modele
from portail.socle.colonnes import TexteChiffre, enumeration, instant

EUROS = Numeric(12, 2)


class Droit(Modele):
    """Un montant mensuel, du premier au dernier jour compris ; `fin` la veille du `debut` : il n’a jamais couru."""

    __tablename__ = "droit"
    __table_args__ = (
        CheckConstraint("montant >= 0", name="montant_positif"),
        CheckConstraint("fin IS NULL OR fin >= debut - 1", name="fin_apres_debut"),
        CheckConstraint("(titre = 'avance') = (decision_id IS NULL)", name="avance_sans_decision"),
        Index("uq_droit_avance", "dossier_id", unique=True, postgresql_where=text("titre = 'avance'")),
        Index("ix_droit_a_reviser", "a_reviser_le", postgresql_where=text("fin IS NULL AND rappele_le IS NULL")),
        Index("ix_droit_fin", "fin"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), index=True)
    decision_id: Mapped[UUID | None] = mapped_column(ForeignKey("decision.id"), unique=True)
    titre: Mapped[Titre] = mapped_column(enumeration(Titre))
    debut: Mapped[date]
    fin: Mapped[date | None]
    montant: Mapped[Decimal] = mapped_column(EUROS)
    terme: Mapped[date | None]
    """Le dernier jour dit d’une avance : elle y revient si la décision qui l’a close est retirée."""
    a_reviser_le: Mapped[date | None]
    rappele_le: Mapped[datetime | None] = mapped_column(instant())
    """Quand la personne a été prévenue de la révision."""

    @property
    def a_couru(self) -> bool:
        """Vrai s’il a été ouvert au moins un jour."""
        return self.fin is None or self.fin >= self.debut

    def couvre(self, jour: date) -> bool:
        """Vrai s’il est ouvert ce jour-là."""
        return self.debut <= jour and (self.fin is None or jour <= self.fin)


class Revalorisation(Modele):
    """Le montant d’un droit au barème d’une nouvelle année ; `ancien` : celui d’avant ; l’un et l’autre par mois."""

    __tablename__ = "revalorisation"
    __table_args__ = (
        UniqueConstraint("droit_id", "depuis"),
        CheckConstraint("montant >= 0 AND ancien >= 0", name="montants_positifs"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), index=True)
    droit_id: Mapped[UUID] = mapped_column(ForeignKey("droit.id"))
    depuis: Mapped[date]
    ancien: Mapped[Decimal] = mapped_column(EUROS)
    montant: Mapped[Decimal] = mapped_column(EUROS)
    a_la_main: Mapped[bool] = mapped_column(default=False)
    """Vrai si le montant décidé n’est pas celui des calculs : il ne bouge pas, un agent regarde."""
    empreinte: Mapped[str]
    """Empreinte des paramètres employés : corrigés ensuite, le montant se refait."""
    calculee_le: Mapped[datetime] = mapped_column(instant())


class NatureReglement(StrEnum):
    """Comment un trop-perçu se règle : repris par une autre demande, réclamé et payé, ou remis."""

    REPRISE = "reprise"
    REMBOURSEMENT = "remboursement"
    REMISE = "remise"


class Reglement(Modele):
    """Ce qui se règle, hors des mensualités de ce dossier, d’un trop-perçu né ici."""

    __tablename__ = "reglement"
    __table_args__ = (
        CheckConstraint("montant > 0", name="positif"),
        CheckConstraint("(nature = 'reprise') = (vers_id IS NOT NULL)", name="reprise_quelque_part"),
        CheckConstraint("(nature = 'reprise') = (agent_id IS NULL)", name="agent_ou_reprise"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), index=True)
    nature: Mapped[NatureReglement] = mapped_column(enumeration(NatureReglement))
    montant: Mapped[Decimal] = mapped_column(EUROS)
    vers_id: Mapped[UUID | None] = mapped_column(ForeignKey("dossier.id"), index=True)
    """Le dossier de la même personne où il se retient désormais."""
    reference: Mapped[str] = mapped_column(default="")
    """Le numéro du titre de recettes, ou de la délibération qui remet."""
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"))
    fait_le: Mapped[datetime] = mapped_column(instant())


class Deces(Modele):
    """Le décès noté par un agent : les droits finissent ce jour-là, plus rien ne part de soi-même."""

    __tablename__ = "deces"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), unique=True)
    jour: Mapped[date]
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id"))
    note_le: Mapped[datetime] = mapped_column(instant())


class Hospitalisation(Modele):
    """Un séjour à l’hôpital, déclaré par la personne ou par un agent ; les jours, qui touchent à la santé, chiffrés."""

    __tablename__ = "hospitalisation"
    __table_args__ = (
        Index("uq_hospitalisation_en_cours", "dossier_id", unique=True, postgresql_where=text("sortie IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), index=True)
    entree: Mapped[str] = mapped_column(TexteChiffre("hospitalisation.entree"))
    sortie: Mapped[str | None] = mapped_column(TexteChiffre("hospitalisation.sortie"))
    declaree_le: Mapped[datetime] = mapped_column(instant())
    usager_id: Mapped[UUID | None] = mapped_column(ForeignKey("usager.id"))
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"))
    """Qui l’a déclarée."""

    @property
    def jour_d_entree(self) -> date:
        """Rend le jour de l’entrée."""
        return date.fromisoformat(self.entree)

    @property
    def jour_de_sortie(self) -> date | None:
        """Rend le jour de la sortie, ou rien si la personne y est encore."""
        return date.fromisoformat(self.sortie) if self.sortie else None


class Utilisation(Modele):
    """Ce qu’a vraiment coûté l’aide d’un mois, et le montant qui en est dû, recalculé."""

    __tablename__ = "utilisation"
    __table_args__ = (
        UniqueConstraint("dossier_id", "mois"),
        CheckConstraint("cout >= 0 AND montant >= 0", name="positive"),
        CheckConstraint("extract(day from mois) = 1", name="premier_du_mois"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), index=True)
    mois: Mapped[date]
    cout: Mapped[Decimal] = mapped_column(EUROS)
    montant: Mapped[Decimal] = mapped_column(EUROS)
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id"))
    notee_le: Mapped[datetime] = mapped_column(instant())


class Mensualite(Modele):
    """Ce qui a été compté et versé pour un mois ; une seule par mois, jamais refaite : la suite rattrape."""

    __tablename__ = "mensualite"
    __table_args__ = (
        UniqueConstraint("dossier_id", "mois"),
        CheckConstraint("extract(day from mois) = 1", name="premier_du_mois"),
        CheckConstraint(
            "du >= 0 AND rappel >= 0 AND retenu >= 0 AND abandonne >= 0 AND reste >= 0 AND repris >= 0",
            name="montants_positifs",
        ),
        CheckConstraint("retenu + repris <= du + rappel", name="retenue_possible"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), index=True)
    mois: Mapped[date]
    du: Mapped[Decimal] = mapped_column(EUROS)
    rappel: Mapped[Decimal] = mapped_column(EUROS)
    retenu: Mapped[Decimal] = mapped_column(EUROS)
    abandonne: Mapped[Decimal] = mapped_column(EUROS)
    reste: Mapped[Decimal] = mapped_column(EUROS)
    repris: Mapped[Decimal] = mapped_column(EUROS, default=Decimal(0))
    emise_le: Mapped[datetime] = mapped_column(instant())
    annulee_le: Mapped[datetime | None] = mapped_column(instant())
    """Quand un décès l’a annulée, avant tout mandat : elle ne compte plus."""

    @property
    def compte(self) -> echeancier.Mensualite:
        """La rend telle que l’échéancier la compte."""
        return echeancier.Mensualite(
            self.mois, self.du, self.rappel, self.retenu, self.abandonne, self.reste, self.repris
        )
