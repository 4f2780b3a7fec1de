"""Les places : un compteur par quota, une ligne par place prise ; la base refuse d’en compter une de trop."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portail.identite.famille.models import Enfant
from portail.inscriptions.activites.models import Groupe
from portail.socle.base import Modele
from portail.socle.colonnes import enumeration, instant


class EtatPlace(StrEnum):
    """Où en est une place ; toutes celles d’une inscription changent ensemble."""

    PANIER = "panier"
    EN_PAIEMENT = "en_paiement"
    """Ne se libère jamais à l’heure du panier : l’argent est peut-être parti."""
    PROPOSEE = "proposee"
    """Gardée à un foyer de la liste d’attente."""
    CONFIRMEE = "confirmee"
    LIBEREE = "liberee"


TENUES = (EtatPlace.PANIER, EtatPlace.EN_PAIEMENT, EtatPlace.PROPOSEE, EtatPlace.CONFIRMEE)
"""Les états qui comptent dans `pris`."""


class Sortie(StrEnum):
    """Pourquoi une inscription n’a plus de place."""

    RETIREE = "retiree"
    """Ôtée du panier par la famille."""
    EXPIREE = "expiree"
    NON_PAYEE = "non_payee"
    REFUSEE = "refusee"
    """Une place proposée que le foyer n’a pas voulue."""
    ANNULE_FAMILLE = "annule_famille"
    ANNULE_SERVICE = "annule_service"
    EXCLU = "exclu"


class Quota(Modele):
    """Un nombre de places, partagé par un ou plusieurs groupes ; `pris` ne change que par `compteurs`."""

    __tablename__ = "quota"
    __table_args__ = (CheckConstraint("0 <= pris AND pris <= capacite", name="jamais_trop"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(unique=True)
    libelle: Mapped[str]
    capacite: Mapped[int]
    pris: Mapped[int] = mapped_column(default=0)
    partage: Mapped[bool] = mapped_column(default=False)
    """Vrai pour un compte que plusieurs groupes peuvent prendre, en plus du leur."""


class GroupeQuota(Modele):
    """Ce quota compte les places de ce groupe."""

    __tablename__ = "groupe_quota"

    groupe_id: Mapped[UUID] = mapped_column(ForeignKey("groupe.id"), primary_key=True)
    quota_id: Mapped[UUID] = mapped_column(ForeignKey("quota.id"), primary_key=True, index=True)


class Inscription(Modele):
    """Un enfant dans un groupe, demandé par un foyer. Une seule à la fois par enfant et par groupe."""

    __tablename__ = "inscription"
    __table_args__ = (
        Index(
            "uq_inscription_empreinte",
            "groupe_id",
            "enfant_empreinte",
            unique=True,
            postgresql_where=text("active"),
        ),
        Index("uq_inscription_enfant", "groupe_id", "enfant_id", unique=True, postgresql_where=text("active")),
        CheckConstraint("active = (sortie IS NULL)", name="sortie"),
        CheckConstraint("(sortie IS NULL) = (sortie_le IS NULL)", name="date_de_sortie"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    groupe_id: Mapped[UUID] = mapped_column(ForeignKey("groupe.id"), index=True)
    enfant_id: Mapped[UUID] = mapped_column(ForeignKey("enfant.id"), index=True)
    enfant_empreinte: Mapped[str] = mapped_column(index=True)
    usager_id: Mapped[UUID] = mapped_column(ForeignKey("usager.id"), index=True)
    """Le responsable qui inscrit."""
    commande_id: Mapped[UUID | None] = mapped_column(ForeignKey("commande.id"), index=True)
    """Rien tant que c’est une place proposée."""
    niveau: Mapped[str] = mapped_column(default="")
    sortie_seul: Mapped[bool] = mapped_column(default=False)
    droit_image: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    sortie: Mapped[Sortie | None] = mapped_column(enumeration(Sortie))
    cree_le: Mapped[datetime] = mapped_column(instant())
    confirmee_le: Mapped[datetime | None] = mapped_column(instant())
    sortie_le: Mapped[datetime | None] = mapped_column(instant())
    enfant: Mapped[Enfant] = relationship(lazy="raise_on_sql")
    groupe: Mapped[Groupe] = relationship(lazy="raise_on_sql")


class Place(Modele):
    """Une unité d’un quota, tenue par une inscription."""

    __tablename__ = "place"
    __table_args__ = (
        CheckConstraint("(etat IN ('panier', 'proposee')) = (expire_le IS NOT NULL)", name="echeance"),
        Index("ix_place_tenue", "quota_id", postgresql_where=text("etat <> 'liberee'")),
        Index("ix_place_echeance", "expire_le", postgresql_where=text("etat IN ('panier', 'proposee')")),
    )

    inscription_id: Mapped[UUID] = mapped_column(ForeignKey("inscription.id"), primary_key=True)
    quota_id: Mapped[UUID] = mapped_column(ForeignKey("quota.id"), primary_key=True)
    etat: Mapped[EtatPlace] = mapped_column(enumeration(EtatPlace))
    expire_le: Mapped[datetime | None] = mapped_column(instant())
    modifiee_le: Mapped[datetime] = mapped_column(instant())


class QuotaTenu(Modele):
    """Des unités d’un quota tenues par autre chose qu’un enfant : une inscription à un évènement, des billets."""

    __tablename__ = "quota_tenu"
    __table_args__ = (
        CheckConstraint("nombre > 0", name="au_moins_une"),
        Index("ix_quota_tenu_objet", "objet_type", "objet_id"),
    )

    quota_id: Mapped[UUID] = mapped_column(ForeignKey("quota.id"), primary_key=True)
    objet_type: Mapped[str] = mapped_column(primary_key=True)
    objet_id: Mapped[UUID] = mapped_column(primary_key=True)
    nombre: Mapped[int]


class PresenceAuGroupe(Modele):
    """Un enfant inscrit, là ou non, un jour où son groupe se réunit."""

    __tablename__ = "presence_au_groupe"

    inscription_id: Mapped[UUID] = mapped_column(ForeignKey("inscription.id"), primary_key=True)
    jour: Mapped[date] = mapped_column(primary_key=True)
    present: Mapped[bool]
    notee_le: Mapped[datetime] = mapped_column(instant())
