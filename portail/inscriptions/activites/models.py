"""Ce à quoi l’on s’inscrit : des saisons, des activités, et les groupes où l’on a sa place.

Tout ce qui se règle (âges, seuil de population, pièces, règles d’annulation) est une donnée : rien n’est dans le code.
"""

from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Integer
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portail.socle.base import Modele
from portail.socle.colonnes import enumeration, instant


class Nature(StrEnum):
    """Ce qu’est un groupe."""

    SECTION = "section"
    """Un cours chaque semaine, toute la saison."""
    STAGE = "stage"
    """Quelques jours de vacances."""


class Mode(StrEnum):
    """Comment les places s’attribuent à l’ouverture."""

    ARRIVEE = "arrivee"
    """Premier arrivé, derrière la salle d’attente."""
    VOEUX = "voeux"
    """Vœux recueillis plusieurs jours, puis attribution."""


class PopulationCommunale(Modele):
    """La population municipale d’une commune, telle qu’un millésime la donne."""

    __tablename__ = "population_communale"
    __table_args__ = (CheckConstraint("population >= 0", name="positive"),)

    millesime: Mapped[int] = mapped_column(primary_key=True)
    code_insee: Mapped[str] = mapped_column(primary_key=True)
    population: Mapped[int]


class Saison(Modele):
    """Une saison : ses dates, celle où l’âge se lit, le millésime de population qui fait règle."""

    __tablename__ = "saison"
    __table_args__ = (CheckConstraint("debut < fin", name="dates"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(unique=True)
    libelle: Mapped[str]
    debut: Mapped[date]
    fin: Mapped[date]
    date_age: Mapped[date]
    """La rentrée : l’âge de l’enfant ce jour-là vaut pour toute la saison."""
    millesime: Mapped[int]
    precedente_id: Mapped[UUID | None] = mapped_column(ForeignKey("saison.id"))
    """La saison d’avant : qui y était inscrit garde son droit si sa commune passe le seuil."""


class Activite(Modele):
    """Une activité d’une saison : à quelles conditions on s’y inscrit, qui la dirige, à quelle régie on paie."""

    __tablename__ = "activite"
    __table_args__ = (CheckConstraint("ferme_le IS NULL OR ouvre_le IS NULL OR ouvre_le < ferme_le", name="dates"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(unique=True)
    saison_id: Mapped[UUID] = mapped_column(ForeignKey("saison.id"), index=True)
    libelle: Mapped[str]
    explication: Mapped[str] = mapped_column(default="")
    service_code: Mapped[str] = mapped_column(ForeignKey("service.code"), index=True)
    regie_code: Mapped[str]
    """Un panier ne mêle jamais deux régies."""
    directeur_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"), index=True)
    """Seul à lire les fiches sanitaires."""
    grille_id: Mapped[UUID] = mapped_column(ForeignKey("grille_tarifaire.id"), index=True)
    adhesion: Mapped[bool] = mapped_column(default=True)
    """Vrai s’il faut l’adhésion de la saison."""
    parametre_seuil: Mapped[str] = mapped_column(default="")
    """Le paramètre qui porte le seuil de population des communes ; vide : toutes."""
    mode: Mapped[Mode] = mapped_column(enumeration(Mode), default=Mode.ARRIVEE)
    ouvre_le: Mapped[datetime | None] = mapped_column(instant())
    ferme_le: Mapped[datetime | None] = mapped_column(instant())
    attestation_sante: Mapped[bool] = mapped_column(default=True)
    responsabilite_civile: Mapped[bool] = mapped_column(default=True)
    aisance_aquatique: Mapped[bool] = mapped_column(default=False)
    fiche_sanitaire: Mapped[bool] = mapped_column(default=False)
    regles_annulation: Mapped[str] = mapped_column(default="")
    """Montrées avant de payer, et gardées avec la commande."""
    ouverte: Mapped[bool] = mapped_column(default=True)
    a_confirmer: Mapped[bool] = mapped_column(default=True)
    """Vrai tant que personne n’a relu les valeurs importées."""
    saison: Mapped[Saison] = relationship(lazy="joined", innerjoin=True)


class Groupe(Modele):
    """Une section ou un stage : où, quand, pour quel âge. Ses places sont comptées par ses quotas."""

    __tablename__ = "groupe"
    __table_args__ = (
        CheckConstraint("premier_jour <= dernier_jour", name="jours"),
        CheckConstraint("debut < fin", name="heures"),
        CheckConstraint("age_min >= 0 AND age_min <= age_max", name="ages"),
        CheckConstraint("quantite >= 0 AND (produit <> '' OR quantite = 0)", name="produit"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(unique=True)
    activite_id: Mapped[UUID] = mapped_column(ForeignKey("activite.id"), index=True)
    nature: Mapped[Nature] = mapped_column(enumeration(Nature))
    libelle: Mapped[str]
    lieu_nom: Mapped[str]
    lieu_adresse: Mapped[str] = mapped_column(default="")
    lieu_code_insee: Mapped[str]
    jours: Mapped[list[int]] = mapped_column(ARRAY(Integer), default=list)
    """De 1 (lundi) à 7."""
    debut: Mapped[time]
    fin: Mapped[time]
    """Heures de Paris."""
    premier_jour: Mapped[date]
    dernier_jour: Mapped[date]
    age_min: Mapped[int]
    age_max: Mapped[int]
    """Ans révolus à la rentrée, compris."""
    niveau: Mapped[str] = mapped_column(default="")
    """Celui qu’il faut ; vide : tous."""
    produit: Mapped[str] = mapped_column(default="")
    """Ce qui se paie dans la grille ; vide : compris dans l’adhésion."""
    quantite: Mapped[int] = mapped_column(default=0)
    """Combien de fois : cinq demi-journées."""
    annule_le: Mapped[datetime | None] = mapped_column(instant())
    activite: Mapped[Activite] = relationship(lazy="joined", innerjoin=True)


class DerogationDeCommune(Modele):
    """Un enfant admis bien que sa commune ne le soit pas ; la raison est au journal."""

    __tablename__ = "derogation_commune"

    enfant_id: Mapped[UUID] = mapped_column(ForeignKey("enfant.id"), primary_key=True)
    saison_id: Mapped[UUID] = mapped_column(ForeignKey("saison.id"), primary_key=True)
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id"))
    accordee_le: Mapped[datetime] = mapped_column(instant())
