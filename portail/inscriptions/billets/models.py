"""Les billets : un code signé par personne qui entre, et chaque passage à l’entrée ; ni nom, ni courriel."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portail.socle.base import Modele
from portail.socle.colonnes import enumeration, instant


class Billet(Modele):
    """Ce qui fait entrer une personne : pour cet objet (une commande, une inscription), à ce rang, à cette entrée."""

    __tablename__ = "billet"
    __table_args__ = (
        Index(
            "uq_billet_rang", "objet_type", "objet_id", "rang", unique=True, postgresql_where=text("annule_le IS NULL")
        ),
        Index("ix_billet_entree", "entree_type", "entree_id", "au"),
        CheckConstraint("rang > 0", name="rang"),
        CheckConstraint("du <= au", name="validite"),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(unique=True)
    """Treize signes dictables, tirés au sort."""
    objet_type: Mapped[str]
    objet_id: Mapped[UUID]
    rang: Mapped[int]
    entree_type: Mapped[str]
    entree_id: Mapped[UUID]
    """Où il fait entrer : un site, un évènement."""
    du: Mapped[date]
    au: Mapped[date]
    """Les jours, à Paris, où il vaut, bornes comprises."""
    heure: Mapped[str] = mapped_column(default="")
    """« 14:30 », ou rien si toute la journée convient."""
    nature: Mapped[str] = mapped_column(default="")
    """Le tarif ou la qualité, en un mot : « plein », « gratuit »."""
    libelle: Mapped[str] = mapped_column(default="")
    """Ce que lit qui contrôle : « Plein tarif, visite guidée »."""
    emis_le: Mapped[datetime] = mapped_column(instant())
    annule_le: Mapped[datetime | None] = mapped_column(instant())
    entre_le: Mapped[datetime | None] = mapped_column(instant())


class Issue(StrEnum):
    """Ce qu’a donné un passage."""

    ADMIS = "admis"
    EN_DOUBLE = "en_double"
    """Le billet avait déjà servi : deux téléphones sans réseau, ou une copie."""
    ANNULE = "annule"


class Passage(Modele):
    """Un billet présenté à l’entrée. L’identifiant vient du téléphone : le même envoi ne compte pas deux fois."""

    __tablename__ = "passage_de_billet"
    __table_args__ = (
        Index("ix_passage_de_billet_doubles", "billet_id", postgresql_where=text("issue <> 'admis'")),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    billet_id: Mapped[UUID] = mapped_column(ForeignKey("billet.id"), index=True)
    issue: Mapped[Issue] = mapped_column(enumeration(Issue))
    appareil: Mapped[str] = mapped_column(default="")
    """Un hasard propre au téléphone ; vide pour un contrôle en ligne."""
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id"))
    constate_le: Mapped[datetime] = mapped_column(instant())
    """L’heure du téléphone."""
    recu_le: Mapped[datetime] = mapped_column(instant())
