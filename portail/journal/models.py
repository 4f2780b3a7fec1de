"""Le journal : qui a fait ou lu quoi. Ajout seul, refusé à la modification et à l’effacement par la base.

Les entrées d’un objet forment une chaîne d’empreintes (`verifier.py`) ; chaque jour, la fin de chacune est ancrée.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portail.journal.verifier import instant_ecrit
from portail.socle.base import Modele
from portail.socle.colonnes import TexteChiffre, enumeration, instant


class TypeAuteur(StrEnum):
    """Qui agit."""

    USAGER = "usager"
    AGENT = "agent"
    SYSTEME = "systeme"
    EXPERT = "expert"
    """Quelqu’un du dehors à qui un avis est demandé ; `auteur_id` est alors celui de l’avis."""
    NOTAIRE = "notaire"
    """Un membre d’un office notarial."""


class Entree(Modele):
    """Un fait : auteur, action, objet, instant ; identifiants et codes seulement, aucune donnée personnelle."""

    __tablename__ = "journal"
    __table_args__ = (UniqueConstraint("objet_type", "objet_id", "rang_objet"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    rang: Mapped[int] = mapped_column(BigInteger, Identity(), unique=True)
    instant: Mapped[datetime] = mapped_column(instant())
    auteur_type: Mapped[TypeAuteur] = mapped_column(enumeration(TypeAuteur))
    auteur_id: Mapped[UUID | None]
    action: Mapped[str]
    objet_type: Mapped[str]
    objet_id: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    rang_objet: Mapped[int]
    """Rang dans la chaîne de l’objet, à partir de 1, sans trou."""
    sel: Mapped[str]
    precedente: Mapped[str]
    empreinte: Mapped[str]

    @property
    def contenu(self) -> dict[str, Any]:
        """Rend ce qui entre dans l’empreinte de l’entrée, objet à part."""
        return {
            "rang": self.rang_objet,
            "instant": instant_ecrit(self.instant),
            "auteur": {"type": self.auteur_type.value, "id": str(self.auteur_id or "")},
            "action": self.action,
            "details": self.details,
            "sel": self.sel,
            "precedente": self.precedente,
            "empreinte": self.empreinte,
        }


class TexteDuJournal(Modele):
    """Un texte libre qu’une entrée cite par son empreinte : à part, chiffré, effaçable sans rompre la chaîne."""

    __tablename__ = "journal_texte"
    __table_args__ = (Index(None, "objet_type", "objet_id"),)

    empreinte: Mapped[str] = mapped_column(primary_key=True)
    sel: Mapped[str]
    texte: Mapped[str] = mapped_column(TexteChiffre("journal_texte.texte"))
    objet_type: Mapped[str]
    objet_id: Mapped[str]
    ecrit_le: Mapped[datetime] = mapped_column(instant(), index=True)


class Ancrage(Modele):
    """La racine d’un jour : l’arbre de Merkle des dernières empreintes de chaque objet touché depuis le précédent."""

    __tablename__ = "ancrage_journal"

    jour: Mapped[date] = mapped_column(primary_key=True)
    racine: Mapped[str]
    nombre: Mapped[int]
    """Nombre de feuilles."""
    jusqu_au_rang: Mapped[int] = mapped_column(BigInteger)
    """Dernier rang du journal entier qui soit couvert."""
    precedente: Mapped[str]
    empreinte: Mapped[str]
    calcule_le: Mapped[datetime] = mapped_column(instant())


class FeuilleDAncrage(Modele):
    """Où en était la chaîne d’un objet, un jour d’ancrage."""

    __tablename__ = "ancrage_feuille"
    __table_args__ = (Index(None, "objet_type", "objet_id", "jour"),)

    jour: Mapped[date] = mapped_column(ForeignKey("ancrage_journal.jour"), primary_key=True)
    objet_type: Mapped[str] = mapped_column(primary_key=True)
    objet_id: Mapped[str] = mapped_column(primary_key=True)
    rang_objet: Mapped[int]
    empreinte: Mapped[str]
