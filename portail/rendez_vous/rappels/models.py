"""Ce que l’on a promis de rappeler, et les liens qui mènent à un rendez-vous sans compte."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portail.notifications.models import Canal
from portail.rendez_vous.rappels.calcul import SorteRappel
from portail.socle.base import Modele
from portail.socle.colonnes import enumeration, instant


class EtatRappel(StrEnum):
    """Où en est un rappel."""

    PREVU = "prevu"
    ENVOYE = "envoye"
    PORTE = "porte"
    """Son heure était passée quand on a réservé ou changé : la confirmation le porte."""
    REMPLACE = "remplace"
    """Le rendez-vous a changé ou n’a plus lieu : un autre, ou aucun, le remplace."""
    TROP_TARD = "trop_tard"
    """On n’a pas pu l’envoyer avant l’heure ; il ne partira pas."""


class Rappel(Modele):
    """Un rappel promis à une personne, par une voie, pour une version du rendez-vous : jamais deux fois le même."""

    __tablename__ = "rappel_rdv"
    __table_args__ = (
        UniqueConstraint("participation_id", "sorte", "version", "canal"),
        Index("ix_rappel_rdv_prevu_le", "prevu_le", postgresql_where=text("etat = 'prevu'")),
        CheckConstraint("(etat IN ('envoye', 'porte')) = (envoye_le IS NOT NULL)", name="date_quand_il_est_parti"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    rendez_vous_id: Mapped[UUID] = mapped_column(ForeignKey("rendez_vous.id"), index=True)
    participation_id: Mapped[UUID] = mapped_column(ForeignKey("participation.id"))
    sorte: Mapped[SorteRappel] = mapped_column(enumeration(SorteRappel))
    canal: Mapped[Canal] = mapped_column(enumeration(Canal))
    version: Mapped[int]
    """La `sequence` du rendez-vous que ce rappel annonce."""
    prevu_le: Mapped[datetime] = mapped_column(instant())
    envoye_le: Mapped[datetime | None] = mapped_column(instant())
    etat: Mapped[EtatRappel] = mapped_column(enumeration(EtatRappel), default=EtatRappel.PREVU)
    notification_id: Mapped[UUID | None] = mapped_column(ForeignKey("notification.id", ondelete="SET NULL"), index=True)
    """Le message qui l’a dit : lui seul sait s’il est arrivé."""


class Lien(Modele):
    """Un lien envoyé à une personne ; la base n’en garde que l’empreinte. Il ouvre son rendez-vous, son attente, ou
    son invitation, et rien d’autre."""

    __tablename__ = "lien_rdv"
    __table_args__ = (
        CheckConstraint("num_nonnulls(participation_id, attente_id, invitation_id) = 1", name="vers_une_chose"),
    )

    empreinte: Mapped[str] = mapped_column(primary_key=True)
    participation_id: Mapped[UUID | None] = mapped_column(ForeignKey("participation.id"), index=True)
    attente_id: Mapped[UUID | None] = mapped_column(ForeignKey("attente_rdv.id"), index=True)
    invitation_id: Mapped[UUID | None] = mapped_column(ForeignKey("invitation_rdv.id"), index=True)
    cree_le: Mapped[datetime] = mapped_column(instant())
    expire_le: Mapped[datetime] = mapped_column(instant(), index=True)
