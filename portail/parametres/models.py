"""Valeurs millésimées et ouverture des démarches."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Numeric
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql import func, literal_column

from portail.socle.base import Modele
from portail.socle.colonnes import enumeration, instant


class Parametre(Modele):
    """Une valeur, de `debut` à `fin` inclus : ce que le règlement ou la loi fixe, jamais écrit dans le code."""

    __tablename__ = "parametre"
    __table_args__ = (
        CheckConstraint("fin IS NULL OR fin >= debut", name="periode"),
        ExcludeConstraint(
            ("code", "="),
            (func.daterange(literal_column("debut"), literal_column("fin"), literal_column("'[]'")), "&&"),
            name="ex_parametre_periode",
            using="gist",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(index=True)
    valeur: Mapped[Decimal] = mapped_column(Numeric(14, 4))
    unite: Mapped[str]
    debut: Mapped[date]
    fin: Mapped[date | None]
    source: Mapped[str]
    certitude: Mapped[str] = mapped_column(default="P")
    modifie_le: Mapped[datetime] = mapped_column(instant())


class EtatOuverture(StrEnum):
    """Ce qu’on peut faire d’une démarche."""

    OUVERTE = "ouverte"
    SUSPENDUE = "suspendue"
    FERMEE = "fermee"


class Ouverture(Modele):
    """L’ouverture d’une démarche ; sans ligne, elle est ouverte. Suspendue : brouillons gardés, dépôt refusé."""

    __tablename__ = "ouverture"

    demarche: Mapped[str] = mapped_column(primary_key=True)
    etat: Mapped[EtatOuverture] = mapped_column(enumeration(EtatOuverture))
    message: Mapped[str] = mapped_column(default="")
    modifie_le: Mapped[datetime] = mapped_column(instant())
