"""La liste d’attente, par foyer : des enfants, chacun dans un groupe ; ensemble ou rien, ou ce qui se libère."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portail.socle.base import Modele
from portail.socle.colonnes import enumeration, instant


class EtatAttente(StrEnum):
    """Où en est un foyer."""

    ATTEND = "attend"
    PROPOSE = "propose"
    """Des places lui sont gardées, jusqu’à l’échéance."""
    SERVI = "servi"
    EXPIRE = "expire"
    """Trop de propositions sans réponse, ou plus rien à attendre."""
    QUITTE = "quitte"


EN_LISTE = (EtatAttente.ATTEND, EtatAttente.PROPOSE)


class AttenteFoyer(Modele):
    """Un foyer sur la liste. L’ordre : la priorité, puis `depuis`, quand il s’est inscrit ou est passé en fin."""

    __tablename__ = "attente_foyer"
    __table_args__ = (
        Index("ix_attente_foyer_file", text("priorite DESC"), "depuis", "id", postgresql_where=text("etat = 'attend'")),
        Index("ix_attente_foyer_echeance", "echeance", postgresql_where=text("etat = 'propose'")),
        CheckConstraint("(etat = 'propose') = (echeance IS NOT NULL)", name="proposition"),
        CheckConstraint("refus >= 0 AND silences >= 0", name="comptes"),
        CheckConstraint("NOT (tout_ou_rien AND une_par_enfant)", name="une_regle"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    usager_id: Mapped[UUID] = mapped_column(ForeignKey("usager.id"), index=True)
    tout_ou_rien: Mapped[bool] = mapped_column(default=False)
    """Vrai si une seule place pour deux enfants ne sert à rien."""
    une_par_enfant: Mapped[bool] = mapped_column(default=False)
    """Vrai si les groupes attendus par un enfant sont des vœux : un seul lui suffit, dans l’ordre."""
    priorite: Mapped[int] = mapped_column(default=0)
    """Plus haute, plus tôt ; ne change qu’avec une raison, au journal."""
    etat: Mapped[EtatAttente] = mapped_column(enumeration(EtatAttente), default=EtatAttente.ATTEND)
    inscrite_le: Mapped[datetime] = mapped_column(instant())
    depuis: Mapped[datetime] = mapped_column(instant())
    refus: Mapped[int] = mapped_column(default=0)
    silences: Mapped[int] = mapped_column(default=0)
    propositions: Mapped[int] = mapped_column(default=0)
    pas_avant: Mapped[datetime | None] = mapped_column(instant())
    """Après un refus ou un silence, on ne lui repropose rien d’ici là : la place libre est à qui la veut."""
    echeance: Mapped[datetime | None] = mapped_column(instant())
    annoncer_le: Mapped[datetime | None] = mapped_column(instant(), index=True)
    """Quand le lui dire : pas la nuit. Vide une fois dit."""
    sortie_le: Mapped[datetime | None] = mapped_column(instant(), index=True)
    attendues: Mapped[list["PlaceAttendue"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="(PlaceAttendue.rang, PlaceAttendue.id)"
    )

    @property
    def restantes(self) -> list["PlaceAttendue"]:
        """Rend ce qui est encore à trouver."""
        return [une for une in self.attendues if une.etat is EtatAttendue.ATTEND]

    @property
    def proposees(self) -> list["PlaceAttendue"]:
        """Rend ce qui lui est gardé."""
        return [une for une in self.attendues if une.etat is EtatAttendue.PROPOSEE]


class EtatAttendue(StrEnum):
    """Où en est une des places attendues."""

    ATTEND = "attend"
    PROPOSEE = "proposee"
    ACCEPTEE = "acceptee"
    QUITTEE = "quittee"


class PlaceAttendue(Modele):
    """Une place qu’un foyer attend : cet enfant, dans ce groupe."""

    __tablename__ = "place_attendue"
    __table_args__ = (
        Index(
            "uq_place_attendue_enfant",
            "groupe_id",
            "enfant_empreinte",
            unique=True,
            postgresql_where=text("etat IN ('attend', 'proposee')"),
        ),
        CheckConstraint("etat <> 'proposee' OR inscription_id IS NOT NULL", name="proposition"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    attente_id: Mapped[UUID] = mapped_column(ForeignKey("attente_foyer.id"), index=True)
    groupe_id: Mapped[UUID] = mapped_column(ForeignKey("groupe.id"), index=True)
    enfant_id: Mapped[UUID] = mapped_column(ForeignKey("enfant.id"), index=True)
    enfant_empreinte: Mapped[str]
    rang: Mapped[int] = mapped_column(default=0)
    """L’ordre des vœux d’un enfant."""
    niveau: Mapped[str] = mapped_column(default="")
    sortie_seul: Mapped[bool] = mapped_column(default=False)
    droit_image: Mapped[bool] = mapped_column(default=False)
    etat: Mapped[EtatAttendue] = mapped_column(enumeration(EtatAttendue), default=EtatAttendue.ATTEND)
    inscription_id: Mapped[UUID | None] = mapped_column(ForeignKey("inscription.id"), index=True)
    """Celle qui tient la place proposée."""
