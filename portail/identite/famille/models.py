"""Les enfants et les adultes qui en répondent. Deux foyers, chacun ne voit que ce qu’il a écrit."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portail.socle.base import Modele
from portail.socle.colonnes import JsonChiffre, TexteChiffre, enumeration, instant


class Qualite(StrEnum):
    """À quel titre un adulte répond d’un enfant."""

    PARENT = "parent"
    TUTEUR = "tuteur"
    TIERS = "tiers"
    """La personne ou le service à qui un juge a confié l’enfant."""


class Residence(StrEnum):
    """Où vit l’enfant, vu de cet adulte."""

    PRINCIPALE = "principale"
    ALTERNEE = "alternee"
    """Chez l’un puis chez l’autre : chacune des deux adresses est la sienne."""
    AILLEURS = "ailleurs"


VIT_ICI = frozenset({Residence.PRINCIPALE, Residence.ALTERNEE})
COMMUNE_DU_DEHORS = "00000"
"""Ce qui tient lieu de code INSEE hors du département : aucune règle n’y reconnaît la sienne."""


class Enfant(Modele):
    """Un enfant : qui il est, et rien d’autre. Les adresses sont celles de ses responsables."""

    __tablename__ = "enfant"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    identite: Mapped[dict[str, Any]] = mapped_column(JsonChiffre("enfant.identite"), default=dict)
    """`nom`, `prenom`, `date_naissance` ; vide une fois oublié."""
    empreinte: Mapped[str] = mapped_column(index=True, default="")
    """Ce à quoi l’on reconnaît le même enfant, déclaré par deux foyers."""
    cree_le: Mapped[datetime] = mapped_column(instant())
    modifie_le: Mapped[datetime] = mapped_column(instant())
    rattachements: Mapped[list["Rattachement"]] = relationship(lazy="selectin", cascade="all, delete-orphan")

    @property
    def nom(self) -> str:
        """Rend le nom de famille."""
        return str(self.identite.get("nom", ""))

    @property
    def prenom(self) -> str:
        """Rend le prénom."""
        return str(self.identite.get("prenom", ""))

    @property
    def nom_affiche(self) -> str:
        """Rend le prénom et le nom."""
        return f"{self.prenom} {self.nom}".strip()

    @property
    def date_naissance(self) -> date:
        """Rend la date de naissance ; lève `KeyError` si l’enfant a été oublié."""
        return date.fromisoformat(self.identite["date_naissance"])

    def rattachement_de(self, usager_id: UUID) -> "Rattachement | None":
        """Rend le lien de cet adulte avec l’enfant, s’il en répond."""
        return next((un for un in self.rattachements if un.usager_id == usager_id), None)

    @property
    def communes(self) -> frozenset[str]:
        """Rend les codes INSEE des communes où l’enfant vit : deux en garde alternée."""
        return frozenset(un.code_insee for un in self.rattachements if un.residence in VIT_ICI)


class Rattachement(Modele):
    """Un adulte répond d’un enfant ; son adresse n’est montrée qu’à lui."""

    __tablename__ = "rattachement_enfant"
    __table_args__ = (UniqueConstraint("enfant_id", "usager_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    enfant_id: Mapped[UUID] = mapped_column(ForeignKey("enfant.id"))
    usager_id: Mapped[UUID] = mapped_column(ForeignKey("usager.id"), index=True)
    qualite: Mapped[Qualite] = mapped_column(enumeration(Qualite))
    residence: Mapped[Residence] = mapped_column(enumeration(Residence))
    code_insee: Mapped[str]
    adresse: Mapped[dict[str, Any] | None] = mapped_column(JsonChiffre("rattachement_enfant.adresse"))
    cree_le: Mapped[datetime] = mapped_column(instant())


class PersonneAutorisee(Modele):
    """Quelqu’un qui peut venir chercher l’enfant ; ajouté par un responsable, visible de tous."""

    __tablename__ = "personne_autorisee"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    enfant_id: Mapped[UUID] = mapped_column(ForeignKey("enfant.id"), index=True)
    usager_id: Mapped[UUID] = mapped_column(ForeignKey("usager.id"), index=True)
    """Qui l’a autorisée."""
    nom: Mapped[str] = mapped_column(TexteChiffre("personne_autorisee.nom"))
    telephone: Mapped[str] = mapped_column(TexteChiffre("personne_autorisee.telephone"))
    lien: Mapped[str] = mapped_column(TexteChiffre("personne_autorisee.lien"), default="")
    """« grand-mère », « voisin »."""
    cree_le: Mapped[datetime] = mapped_column(instant())


class Invitation(Modele):
    """Le code qu’un responsable donne à l’autre pour qu’il rejoigne la fiche de l’enfant ; haché, à usage unique."""

    __tablename__ = "invitation_famille"
    __table_args__ = (Index(None, "expire_le", postgresql_where=text("employee_le IS NULL")),)

    empreinte: Mapped[str] = mapped_column(primary_key=True)
    enfant_id: Mapped[UUID] = mapped_column(ForeignKey("enfant.id"), index=True)
    usager_id: Mapped[UUID] = mapped_column(ForeignKey("usager.id"), index=True)
    """Qui invite."""
    essais: Mapped[int] = mapped_column(default=0)
    expire_le: Mapped[datetime] = mapped_column(instant())
    employee_le: Mapped[datetime | None] = mapped_column(instant())
