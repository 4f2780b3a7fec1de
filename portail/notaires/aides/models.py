"""Les personnes qui ont reçu une aide récupérable, et ces aides : importées du logiciel d’aide sociale, rien d’autre.

Aucun nom n’est en clair : l’identité est chiffrée, et se retrouve par des empreintes à clé (`rapprochement/cles.py`).
"""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Numeric
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from portail.notaires.successions.recuperation import Nature
from portail.socle.base import Modele
from portail.socle.colonnes import JsonChiffre, TexteChiffre, enumeration, instant


class Beneficiaire(Modele):
    """Une personne aidée ; `empreinte` dit si ce que le fichier en écrit a changé."""

    __tablename__ = "beneficiaire"
    __table_args__ = (Index("ix_beneficiaire_cles_noms", "cles_noms", postgresql_using="gin"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    reference: Mapped[str] = mapped_column(unique=True)
    """Son numéro dans le logiciel d’aide sociale ; il ne dit rien d’elle."""
    identite: Mapped[dict[str, Any]] = mapped_column(JsonChiffre("beneficiaire.identite"))
    empreinte: Mapped[int] = mapped_column(BigInteger)
    cle_naissance: Mapped[int] = mapped_column(BigInteger, index=True)
    cles_noms: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))


class AideVersee(Modele):
    """Une aide récupérable versée à une personne ; montant en euros, arrêté à une date."""

    __tablename__ = "aide_versee"
    __table_args__ = (
        CheckConstraint("montant >= 0", name="positif"),
        CheckConstraint("fin IS NULL OR debut <= fin", name="dates"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    beneficiaire_id: Mapped[UUID] = mapped_column(ForeignKey("beneficiaire.id", ondelete="CASCADE"), index=True)
    reference: Mapped[str] = mapped_column(unique=True)
    empreinte: Mapped[int] = mapped_column(BigInteger)
    nature: Mapped[Nature] = mapped_column(enumeration(Nature))
    demandee_le: Mapped[date]
    """Le jour de la demande d’aide : une donation se juge par rapport à lui (L132-8, 2°)."""
    debut: Mapped[date]
    fin: Mapped[date | None]
    montant: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    arrete_le: Mapped[date]
    est_provisoire: Mapped[bool]
    domicile_de_secours: Mapped[str]
    """Le département qui doit l’aide (CASF, L122-1) : code officiel, « 44 »."""
    a_hypotheque: Mapped[bool]
    """Vrai si une hypothèque légale est inscrite (CASF, L132-9)."""


class EtatImport(StrEnum):
    """Où en est un import ; abandonné, ce qu’il a écrit reste."""

    RECU = "recu"
    EN_COURS = "en_cours"
    FINI = "fini"
    ABANDONNE = "abandonne"


class ImportAides(Modele):
    """Un fichier d’aides : repris où il s’est arrêté, il se rejoue sans rien changer."""

    __tablename__ = "import_aides"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    nom: Mapped[str] = mapped_column(TexteChiffre("import_aides.nom"))
    empreinte: Mapped[str]
    """SHA-256 du fichier : le même, envoyé de nouveau, reprend l’import arrêté."""
    octets: Mapped[int] = mapped_column(BigInteger)
    octets_lus: Mapped[int] = mapped_column(BigInteger, default=0)
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"))
    etat: Mapped[EtatImport] = mapped_column(enumeration(EtatImport), default=EtatImport.RECU)
    commence_le: Mapped[datetime] = mapped_column(instant())
    fini_le: Mapped[datetime | None] = mapped_column(instant())
    lignes: Mapped[int] = mapped_column(default=0)
    """Lignes lues : la reprise les saute."""
    ajoutees: Mapped[int] = mapped_column(default=0)
    changees: Mapped[int] = mapped_column(default=0)
    inchangees: Mapped[int] = mapped_column(default=0)
    rejetees: Mapped[int] = mapped_column(default=0)
    absentes: Mapped[int] = mapped_column(default=0)
    """Aides connues que le fichier ne cite plus : dites, jamais effacées sans qu’on le demande."""
    effacees: Mapped[int] = mapped_column(default=0)


class MorceauImport(Modele):
    """Un morceau du fichier, déposé chiffré sans que le fichier soit jamais entier en mémoire ; effacé à la fin."""

    __tablename__ = "morceau_import"

    import_id: Mapped[UUID] = mapped_column(ForeignKey("import_aides.id", ondelete="CASCADE"), primary_key=True)
    rang: Mapped[int] = mapped_column(primary_key=True)
    cle: Mapped[str]
    empreinte: Mapped[str]


class LigneRejetee(Modele):
    """Une ligne du fichier qui n’entre pas, et pourquoi."""

    __tablename__ = "ligne_rejetee"

    import_id: Mapped[UUID] = mapped_column(ForeignKey("import_aides.id", ondelete="CASCADE"), primary_key=True)
    ligne: Mapped[int] = mapped_column(primary_key=True)
    raison: Mapped[str]
    """Un texte à traduire, sans donnée personnelle."""
    contenu: Mapped[str] = mapped_column(TexteChiffre("ligne_rejetee.contenu"))


class AideCitee(Modele):
    """Une aide que l’import a lue : ce qui manque à la fin n’est plus dans le fichier."""

    __tablename__ = "aide_citee"

    import_id: Mapped[UUID] = mapped_column(ForeignKey("import_aides.id", ondelete="CASCADE"), primary_key=True)
    reference: Mapped[str] = mapped_column(primary_key=True)
