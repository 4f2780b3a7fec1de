"""Quand l’on reçoit : les plages qui reviennent, en heure de Paris, et les jours où l’une change."""

from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portail.rendez_vous.objets.models import MODALITES_ADMISES
from portail.socle.base import Modele
from portail.socle.colonnes import enumeration, instant


class Rythme(StrEnum):
    """Comment une plage revient."""

    HEBDOMADAIRE = "hebdomadaire"
    """Les `jours` d’une semaine sur `intervalle`, comptée du lundi de la semaine du premier jour."""
    MENSUEL = "mensuel"
    """Le `rang`-ième de ce jour, un mois sur `intervalle`, compté du mois du premier jour."""


class Plage(Modele):
    """Une plage : une ressource, un lieu, des objets, des heures locales. Un seul jour : premier et dernier égaux."""

    __tablename__ = "plage"
    __table_args__ = (
        CheckConstraint("debut < fin", name="heures"),
        CheckConstraint("dernier_jour >= premier_jour", name="periode"),
        CheckConstraint("intervalle BETWEEN 1 AND 52", name="intervalle"),
        CheckConstraint("cardinality(jours) > 0 AND jours <@ ARRAY[1, 2, 3, 4, 5, 6, 7]::smallint[]", name="jours"),
        CheckConstraint(
            "(rythme = 'mensuel') = (rang IS NOT NULL) AND (rang IS NULL OR rang IN (-1, 1, 2, 3, 4, 5))",
            name="rang",
        ),
        CheckConstraint("rythme = 'hebdomadaire' OR cardinality(jours) = 1", name="un_jour_du_mois"),
        CheckConstraint(f"cardinality(modalites) > 0 AND modalites <@ {MODALITES_ADMISES}", name="modalites"),
        Index(None, "ressource_id", "premier_jour"),
        Index(None, "lieu_id", "premier_jour"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    ressource_id: Mapped[UUID] = mapped_column(ForeignKey("ressource.id"))
    lieu_id: Mapped[UUID] = mapped_column(ForeignKey("lieu.id"))
    modalites: Mapped[list[str]] = mapped_column(ARRAY(String))
    premier_jour: Mapped[date]
    dernier_jour: Mapped[date | None]
    """Compris ; vide : jusqu’à nouvel ordre."""
    rythme: Mapped[Rythme] = mapped_column(enumeration(Rythme), default=Rythme.HEBDOMADAIRE)
    intervalle: Mapped[int] = mapped_column(default=1)
    jours: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    """De 1 (lundi) à 7 (dimanche), comme `date.isoweekday` ; un seul si la plage est mensuelle."""
    rang: Mapped[int | None]
    """Mensuel seulement : de 1 à 5, ou -1 pour le dernier du mois."""
    debut: Mapped[time]
    fin: Mapped[time]
    modifiee_le: Mapped[datetime] = mapped_column(instant())
    version: Mapped[int] = mapped_column(default=0)
    objets: Mapped[list["PlageObjet"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="PlageObjet.objet_id"
    )
    exceptions: Mapped[list["PlageException"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="PlageException.jour"
    )


class PlageObjet(Modele):
    """Un objet que l’on reçoit dans une plage."""

    __tablename__ = "plage_objet"

    plage_id: Mapped[UUID] = mapped_column(ForeignKey("plage.id"), primary_key=True)
    objet_id: Mapped[UUID] = mapped_column(ForeignKey("objet_rdv.id"), primary_key=True, index=True)


class PlageException(Modele):
    """Un seul jour d’une plage : annulé, ou à d’autres heures, ou dans un autre lieu."""

    __tablename__ = "plage_exception"
    __table_args__ = (
        CheckConstraint("(debut IS NULL) = (fin IS NULL) AND debut < fin", name="heures"),
        CheckConstraint("annulee = (debut IS NULL AND lieu_id IS NULL)", name="une_difference"),
    )

    plage_id: Mapped[UUID] = mapped_column(ForeignKey("plage.id"), primary_key=True)
    jour: Mapped[date] = mapped_column(primary_key=True)
    """Le jour où la plage serait revenue."""
    annulee: Mapped[bool] = mapped_column(default=False)
    debut: Mapped[time | None]
    fin: Mapped[time | None]
    """Heures de ce jour-là ; vides : celles de la plage."""
    lieu_id: Mapped[UUID | None] = mapped_column(ForeignKey("lieu.id"))
    """Lieu de ce jour-là ; vide : celui de la plage."""
