"""Qui attend qu’un créneau, ou une place, se libère, dans quel ordre, et ce qu’on lui garde le temps de répondre."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portail.rendez_vous.creneaux.souhaits import Moment
from portail.rendez_vous.objets.models import Modalite
from portail.socle.base import Modele
from portail.socle.colonnes import JsonChiffre, TexteChiffre, enumeration, instant


class EtatAttente(StrEnum):
    """Où en est une inscription."""

    ATTEND = "attend"
    PROPOSE = "propose"
    """Un créneau lui est gardé, jusqu’à l’échéance."""
    ACCEPTE = "accepte"
    EXPIRE = "expire"
    """Trop de propositions sans réponse, ou plus de jour qui convienne."""
    QUITTE = "quitte"


EN_LISTE = (EtatAttente.ATTEND, EtatAttente.PROPOSE)


class Attente(Modele):
    """Une personne sur la liste d’un objet : ce qui lui convient, son rang, et le créneau qu’on lui garde.

    Le rang suit `depuis` : l’instant de l’inscription, ou celui où elle est passée en fin de liste.
    """

    __tablename__ = "attente_rdv"
    __table_args__ = (
        Index("ix_attente_rdv_file", "objet_id", "depuis", "id", postgresql_where=text("etat = 'attend'")),
        Index("ix_attente_rdv_echeance", "echeance", postgresql_where=text("etat = 'propose'")),
        Index(
            "uq_attente_rdv_personne",
            "objet_id",
            "personne",
            unique=True,
            postgresql_where=text("etat IN ('attend', 'propose')"),
        ),
        CheckConstraint(
            "(etat = 'propose') = (tenue_id IS NOT NULL) AND (etat = 'propose') = (echeance IS NOT NULL)",
            name="proposition",
        ),
        CheckConstraint("au_plus_tard IS NULL OR au_plus_tard >= au_plus_tot", name="jours"),
        CheckConstraint("refus >= 0 AND silences >= 0", name="comptes"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    objet_id: Mapped[UUID] = mapped_column(ForeignKey("objet_rdv.id"))
    modalite: Mapped[Modalite] = mapped_column(enumeration(Modalite))
    jours: Mapped[list[int]] = mapped_column(ARRAY(Integer), default=list)
    """De 1 (lundi) à 7 ; vide : tous."""
    moment: Mapped[Moment | None] = mapped_column(enumeration(Moment))
    au_plus_tot: Mapped[date]
    au_plus_tard: Mapped[date | None]
    seance_voulue_id: Mapped[UUID | None] = mapped_column(ForeignKey("rendez_vous.id"), index=True)
    """La séance à plusieurs que l’on attend, elle seule ; vide : tout ce qui convient."""

    usager_id: Mapped[UUID | None] = mapped_column(ForeignKey("usager.id"), index=True)
    personne: Mapped[str]
    """L’empreinte de la personne : une seule inscription en cours par objet."""
    identite: Mapped[dict[str, Any] | None] = mapped_column(JsonChiffre("attente_rdv.identite"))
    enfants: Mapped[list[dict[str, Any]] | None] = mapped_column(JsonChiffre("attente_rdv.enfants"))
    """`prenom` et `date_naissance` de chaque enfant : deux jumeaux viennent l’un après l’autre."""
    langue_interprete: Mapped[str] = mapped_column(default="")
    """Celle de l’interprète à réunir ; vide : aucun."""
    telephone: Mapped[str | None] = mapped_column(TexteChiffre("attente_rdv.telephone"))
    courriel: Mapped[str | None] = mapped_column(TexteChiffre("attente_rdv.courriel"))
    adresse: Mapped[str | None] = mapped_column(TexteChiffre("attente_rdv.adresse"))
    besoins: Mapped[list[str] | None] = mapped_column(JsonChiffre("attente_rdv.besoins"))
    langue: Mapped[str] = mapped_column(default="fr")

    etat: Mapped[EtatAttente] = mapped_column(enumeration(EtatAttente), default=EtatAttente.ATTEND)
    inscrite_le: Mapped[datetime] = mapped_column(instant())
    depuis: Mapped[datetime] = mapped_column(instant())
    refus: Mapped[int] = mapped_column(default=0)
    silences: Mapped[int] = mapped_column(default=0)
    sortie_le: Mapped[datetime | None] = mapped_column(instant(), index=True)

    tenue_id: Mapped[UUID | None] = mapped_column(unique=True)
    """Ce qui est gardé ; sans clé étrangère : la tenue s’efface en devenant un rendez-vous."""
    seance_id: Mapped[UUID | None] = mapped_column(ForeignKey("rendez_vous.id"))
    """La séance dont une place est gardée ; vide : un créneau."""
    lieu_id: Mapped[UUID | None] = mapped_column(ForeignKey("lieu.id"))
    """Celui du créneau gardé."""
    debut: Mapped[datetime | None] = mapped_column(instant())
    fin: Mapped[datetime | None] = mapped_column(instant())
    annoncer_le: Mapped[datetime | None] = mapped_column(instant(), index=True)
    """Quand le lui dire : pas la nuit. Vide une fois dit."""
    echeance: Mapped[datetime | None] = mapped_column(instant())
    propositions: Mapped[int] = mapped_column(default=0)
    """Combien de créneaux lui ont été proposés : le rang de la proposition en cours."""

    lieux: Mapped[list["LieuAccepte"]] = relationship(lazy="selectin", cascade="all, delete-orphan")

    @property
    def passages(self) -> int:
        """Rend combien de rendez-vous de suite il faut, ou de places."""
        return max(1, len(self.enfants or ()))

    @property
    def lieu_ids(self) -> frozenset[UUID]:
        """Rend les lieux où la personne veut bien venir."""
        return frozenset(lien.lieu_id for lien in self.lieux)


class LieuAccepte(Modele):
    """Un lieu où la personne qui attend veut bien venir."""

    __tablename__ = "attente_lieu"

    attente_id: Mapped[UUID] = mapped_column(ForeignKey("attente_rdv.id"), primary_key=True)
    lieu_id: Mapped[UUID] = mapped_column(ForeignKey("lieu.id"), primary_key=True, index=True)
