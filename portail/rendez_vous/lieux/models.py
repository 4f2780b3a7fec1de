"""Où l’on reçoit : les lieux, le territoire de chacun, les jours où l’on ferme."""

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portail.socle.base import Modele


class Lieu(Modele):
    """Un lieu d’accueil : comment y aller, comment le joindre."""

    __tablename__ = "lieu"
    __table_args__ = (
        CheckConstraint("(longitude IS NULL) = (latitude IS NULL)", name="deux_coordonnees"),
        CheckConstraint("longitude BETWEEN -180 AND 180 AND latitude BETWEEN -90 AND 90", name="sur_terre"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(unique=True)
    """Ce qui le désigne dans une adresse et dans le fichier des lieux."""
    nom: Mapped[str]
    adresse: Mapped[str]
    """La rue et son numéro, sans code postal ni commune : c’est elle seule que dit un rappel."""
    code_postal: Mapped[str]
    code_insee: Mapped[str] = mapped_column(index=True)
    telephone: Mapped[str]
    acces: Mapped[str] = mapped_column(default="")
    """Entrer, se garer, se repérer avec un handicap."""
    permanences: Mapped[str] = mapped_column(default="")
    """Quand on y est reçu sans rendez-vous."""
    longitude: Mapped[float | None]
    latitude: Mapped[float | None]
    est_actif: Mapped[bool] = mapped_column(default=True)


class SecteurDeLieu(Modele):
    """Une commune, ou une seule de ses voies, et le lieu qui la reçoit ; la voie l’emporte sur la commune."""

    __tablename__ = "secteur_de_lieu"
    __table_args__ = (
        UniqueConstraint("code_insee", "voie", postgresql_nulls_not_distinct=True),
        CheckConstraint("voie <> ''", name="voie_nommee"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code_insee: Mapped[str]
    voie: Mapped[str | None]
    """Le nom de la voie sans numéro, accents ni majuscules (`voies.cle_de_voie`) ; vide : toute la commune."""
    lieu_id: Mapped[UUID] = mapped_column(ForeignKey("lieu.id"), index=True)


class Fermeture(Modele):
    """Des jours où un lieu, ou tous, ne reçoivent personne, du premier au dernier compris."""

    __tablename__ = "fermeture"
    __table_args__ = (CheckConstraint("au >= du", name="periode"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    lieu_id: Mapped[UUID | None] = mapped_column(ForeignKey("lieu.id"), index=True)
    """Vide : tous les lieux ferment."""
    du: Mapped[date]
    au: Mapped[date] = mapped_column(index=True)
    motif: Mapped[str]
    """Ce que le public en lit."""
