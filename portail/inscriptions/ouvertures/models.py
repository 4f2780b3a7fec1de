"""L’ouverture d’une activité : une campagne de vœux et son attribution, ou une salle d’attente et ses passages."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portail.socle.base import Modele
from portail.socle.colonnes import TexteChiffre, enumeration, instant


class EtatCampagne(StrEnum):
    """Où en est une campagne de vœux."""

    PREPAREE = "preparee"
    CLOSE = "close"
    """Les vœux sont recueillis et la graine tirée ; on simule."""
    ATTRIBUEE = "attribuee"


class Campagne(Modele):
    """Des vœux recueillis pendant plusieurs jours, puis une attribution dont la graine et les critères sont publiés."""

    __tablename__ = "campagne"
    __table_args__ = (
        CheckConstraint("ouvre_le < ferme_le", name="dates"),
        CheckConstraint("maximum >= 1", name="maximum"),
        CheckConstraint("(etat = 'preparee') = (graine IS NULL)", name="graine"),
        CheckConstraint("(etat = 'attribuee') = (attribuee_le IS NOT NULL)", name="attribuee"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    activite_id: Mapped[UUID] = mapped_column(ForeignKey("activite.id"), index=True)
    ouvre_le: Mapped[datetime] = mapped_column(instant())
    ferme_le: Mapped[datetime] = mapped_column(instant())
    poids: Mapped[dict[str, int]] = mapped_column(JSONB, default=dict)
    """Les points de chaque critère, publiés avant l’ouverture."""
    maximum: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)
    """Celle de la règle d’attribution."""
    graine: Mapped[str | None]
    """Tirée à la clôture, publiée : chacun peut refaire le calcul."""
    etat: Mapped[EtatCampagne] = mapped_column(enumeration(EtatCampagne), default=EtatCampagne.PREPAREE)
    attribuee_le: Mapped[datetime | None] = mapped_column(instant())


class DemandeSurVoeux(Modele):
    """Ce qu’un foyer demande dans une campagne."""

    __tablename__ = "demande_sur_voeux"
    __table_args__ = (
        UniqueConstraint("campagne_id", "usager_id"),
        CheckConstraint("(contestation IS NULL) = (contestee_le IS NULL)", name="contestation"),
        CheckConstraint("(reponse IS NULL) = (repondue_le IS NULL)", name="reponse"),
        Index(
            "ix_demande_sur_voeux_contestee",
            "contestee_le",
            postgresql_where=text("contestee_le IS NOT NULL AND repondue_le IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    campagne_id: Mapped[UUID] = mapped_column(ForeignKey("campagne.id"))
    usager_id: Mapped[UUID] = mapped_column(ForeignKey("usager.id"), index=True)
    ensemble: Mapped[bool] = mapped_column(default=False)
    criteres: Mapped[list[str]] = mapped_column(JSONB, default=list)
    """Ceux qu’il remplit, relevés à la clôture."""
    position: Mapped[int | None]
    """Son tour de passage, une fois attribué."""
    points: Mapped[int | None]
    contestation: Mapped[str | None] = mapped_column(TexteChiffre("demande_sur_voeux.contestation"))
    """Ce que le foyer conteste du résultat."""
    contestee_le: Mapped[datetime | None] = mapped_column(instant())
    reponse: Mapped[str | None] = mapped_column(TexteChiffre("demande_sur_voeux.reponse"))
    repondue_le: Mapped[datetime | None] = mapped_column(instant())
    modifiee_le: Mapped[datetime] = mapped_column(instant())
    voeux: Mapped[list["Voeu"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="(Voeu.enfant_id, Voeu.rang)"
    )


class Voeu(Modele):
    """Un groupe qu’un enfant voudrait, et ce qu’il en est advenu."""

    __tablename__ = "voeu"
    __table_args__ = (
        UniqueConstraint("demande_id", "enfant_id", "rang"),
        UniqueConstraint("campagne_id", "enfant_empreinte", "groupe_id"),
        CheckConstraint("rang >= 1", name="rang"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    demande_id: Mapped[UUID] = mapped_column(ForeignKey("demande_sur_voeux.id"))
    campagne_id: Mapped[UUID] = mapped_column(ForeignKey("campagne.id"))
    enfant_id: Mapped[UUID] = mapped_column(ForeignKey("enfant.id"), index=True)
    enfant_empreinte: Mapped[str]
    """Deux parents ne font pas deux demandes pour le même enfant."""
    groupe_id: Mapped[UUID] = mapped_column(ForeignKey("groupe.id"))
    rang: Mapped[int]
    niveau: Mapped[str] = mapped_column(default="")
    explication: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """`raison`, `restait`, `fallait`."""
    inscription_id: Mapped[UUID | None] = mapped_column(ForeignKey("inscription.id"), index=True)
    """La place obtenue, gardée le temps de la payer."""


class SalleDAttente(Modele):
    """L’heure d’ouverture d’une activité au premier arrivé, et sa salle d’attente."""

    __tablename__ = "salle_d_attente"
    __table_args__ = (
        CheckConstraint("debit > 0", name="debit"),
        CheckConstraint("admis >= 0 AND admis <= COALESCE(rangs, 0)", name="admis"),
        CheckConstraint("salle_le < ouvre_le", name="dates"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    activite_id: Mapped[UUID] = mapped_column(ForeignKey("activite.id"), unique=True)
    salle_le: Mapped[datetime] = mapped_column(instant())
    """À partir de quand on entre dans la salle."""
    ouvre_le: Mapped[datetime] = mapped_column(instant())
    """L’heure : qui est là tire son rang au sort."""
    ferme_le: Mapped[datetime | None] = mapped_column(instant())
    """Quand la salle n’est plus nécessaire : on entre sans passe."""
    debit: Mapped[int]
    """Personnes admises par minute : ce que la mesure de charge a montré que le portail tient."""
    graine: Mapped[str] = mapped_column(TexteChiffre("salle_d_attente.graine"))
    """Tirée à la création ; publiée après l’ouverture. Son empreinte l’est avant."""
    engagement: Mapped[str]
    rangs: Mapped[int | None]
    """Combien de rangs ont été donnés ; rien tant que les présents à l’heure ne sont pas rangés."""
    admis: Mapped[int] = mapped_column(default=0)
    """Le dernier rang admis."""
    admis_le: Mapped[datetime | None] = mapped_column(instant())
    """Jusqu’à quand le débit a été compté."""


class PassageEnSalle(Modele):
    """Une personne dans la salle. À l’heure, les présents reçoivent leur rang, dans l’ordre de `cle` ; ensuite, on
    arrive à la suite. Un rang donné ne change plus : savoir combien sont devant est une soustraction.
    """

    __tablename__ = "passage_en_salle"
    __table_args__ = (
        UniqueConstraint("salle_id", "usager_id"),
        UniqueConstraint("salle_id", "rang"),
        CheckConstraint("rang >= 1", name="rang"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    salle_id: Mapped[UUID] = mapped_column(ForeignKey("salle_d_attente.id"))
    usager_id: Mapped[UUID] = mapped_column(ForeignKey("usager.id"), index=True)
    arrivee_le: Mapped[datetime] = mapped_column(instant())
    cle: Mapped[str]
    """Les présents à l’heure par tirage, les suivants par arrivée (`salle.cle_de_rang`)."""
    rang: Mapped[int | None]
    """Rien avant l’heure."""
    admis_le: Mapped[datetime | None] = mapped_column(instant())
    expire_le: Mapped[datetime | None] = mapped_column(instant())
    """Jusqu’à quand son passe vaut."""
    au_guichet: Mapped[bool] = mapped_column(default=False)
    """Un agent attend pour une famille : même rang, même débit."""
