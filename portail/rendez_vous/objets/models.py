"""Pour quoi l’on vient : les objets de rendez-vous et ce que chacun mobilise.

Tout ce qui se règle (durées, délais, publics, textes) est une colonne : rien n’est écrit dans le code.
"""

from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portail.rendez_vous.ressources.models import GenreRessource
from portail.socle.base import Modele
from portail.socle.colonnes import enumeration


class Famille(StrEnum):
    """Par quoi le public commence."""

    SOCIAL = "social"
    PMI = "pmi"
    SANTE_SEXUELLE = "sante_sexuelle"
    AUTONOMIE = "autonomie"
    METIERS = "metiers"


class Modalite(StrEnum):
    """Comment l’on se rencontre."""

    SUR_PLACE = "sur_place"
    TELEPHONE = "telephone"
    VISIO = "visio"
    DOMICILE = "domicile"


class QuiReserve(StrEnum):
    """Qui peut réserver ; chacun comprend ceux d’avant."""

    AGENTS = "agents"
    INVITES = "invites"
    """Les agents, et les personnes qu’un agent a invitées par un lien."""
    TOUS = "tous"


class Visibilite(StrEnum):
    """Ce qu’un proche qui lit le téléphone ou l’espace de la personne en apprendrait."""

    VISIBLE = "visible"
    SANS_MESSAGE = "sans_message"
    """Montré dans son espace, jamais écrit dans un message."""
    INVISIBLE = "invisible"
    """Ni l’un ni l’autre."""


MODALITES_ADMISES = "ARRAY['sur_place', 'telephone', 'visio', 'domicile']::varchar[]"


class ObjetRdv(Modele):
    """Un objet de rendez-vous : ce qu’il est, pour qui, combien de temps, à quelles conditions."""

    __tablename__ = "objet_rdv"
    __table_args__ = (
        CheckConstraint("duree_minutes BETWEEN 5 AND 600", name="duree"),
        CheckConstraint("pas_minutes BETWEEN 5 AND 600", name="pas"),
        CheckConstraint("tampon_avant_minutes >= 0 AND tampon_apres_minutes >= 0", name="tampons"),
        CheckConstraint("delai_minutes >= 0 AND horizon_jours BETWEEN 1 AND 366", name="delais"),
        CheckConstraint("objectif_jours >= 1", name="objectif"),
        CheckConstraint("limite_annulation_minutes >= 0 AND limite_deplacement_minutes >= 0", name="limites"),
        CheckConstraint(f"cardinality(modalites) > 0 AND modalites <@ {MODALITES_ADMISES}", name="modalites"),
        CheckConstraint("collectif = (places IS NOT NULL) AND (places IS NULL OR places > 1)", name="places"),
        CheckConstraint("age_min_mois >= 0 AND age_max_mois > coalesce(age_min_mois, 0)", name="ages"),
        CheckConstraint("demande_enfant OR (age_min_mois IS NULL AND age_max_mois IS NULL)", name="age_de_quelqu_un"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(unique=True)
    libelle: Mapped[str]
    """Tel que le public le lit ; jamais dans un rappel."""
    famille: Mapped[Famille] = mapped_column(enumeration(Famille))
    rang: Mapped[int] = mapped_column(default=0)
    """Sa place dans la liste de sa famille."""
    professionnel: Mapped[str] = mapped_column(default="")
    """Avec qui : « une puéricultrice »."""
    explication: Mapped[str] = mapped_column(default="")
    service_code: Mapped[str] = mapped_column(ForeignKey("service.code"), index=True)
    modalites: Mapped[list[str]] = mapped_column(ARRAY(String))
    """Des `Modalite`, au moins une, dans l’ordre où on les propose."""

    duree_minutes: Mapped[int]
    pas_minutes: Mapped[int]
    """Écart entre deux débuts possibles, compté du début de la plage."""
    tampon_avant_minutes: Mapped[int] = mapped_column(default=0)
    tampon_apres_minutes: Mapped[int] = mapped_column(default=0)
    delai_minutes: Mapped[int]
    """Le moins que l’on puisse réserver d’avance."""
    horizon_jours: Mapped[int]
    """Le plus que l’on puisse réserver d’avance."""
    objectif_jours: Mapped[int | None]
    """En combien de jours, au plus, l’on veut recevoir : au-delà, il manque d’horaires. Vide : le seuil commun."""
    hors_calendrier: Mapped[bool] = mapped_column(default=False)
    """Vrai s’il se tient aussi les jours fériés et de fermeture."""

    ouvert: Mapped[bool] = mapped_column(default=True)
    qui_reserve: Mapped[QuiReserve] = mapped_column(enumeration(QuiReserve), default=QuiReserve.TOUS)
    visibilite: Mapped[Visibilite] = mapped_column(enumeration(Visibilite), default=Visibilite.VISIBLE)
    suivi: Mapped[bool] = mapped_column(default=False)
    """Vrai si l’on ne vient qu’avec l’agent qui suit déjà la personne."""
    sectorise: Mapped[bool] = mapped_column(default=False)
    """Vrai si le lieu du secteur vient d’abord, même sans recevoir ; faux : le plus proche de ceux qui reçoivent."""
    collectif: Mapped[bool] = mapped_column(default=False)
    places: Mapped[int | None]
    limite_annulation_minutes: Mapped[int]
    """Jusqu’à combien de temps avant l’on annule en ligne."""
    limite_deplacement_minutes: Mapped[int]

    demande_enfant: Mapped[bool] = mapped_column(default=False)
    """Vrai si l’on vient pour un enfant, dont on demande la date de naissance et rien d’autre."""
    age_min_mois: Mapped[int | None]
    """Mois révolus le jour du rendez-vous, compris."""
    age_max_mois: Mapped[int | None]
    """Mois révolus le jour du rendez-vous, non compris : à 72, le jour des six ans est trop tard."""
    pseudonyme_admis: Mapped[bool] = mapped_column(default=False)
    sans_message_possible: Mapped[bool] = mapped_column(default=True)
    """Vrai si la personne peut demander qu’on ne lui laisse pas de message."""

    texte_avant: Mapped[str] = mapped_column(default="")
    """À lire et à accepter avant de choisir un horaire ; vide : rien à accepter."""
    texte_apres: Mapped[str] = mapped_column(default="")
    a_apporter: Mapped[str] = mapped_column(default="")
    """Une chose par ligne."""
    orientation: Mapped[str] = mapped_column(default="")
    """Vers qui l’on oriente qui n’est pas du public, ou ne peut pas réserver en ligne."""
    a_confirmer: Mapped[bool] = mapped_column(default=True)
    """Vrai tant que personne n’a relu les valeurs importées."""
    version: Mapped[int] = mapped_column(default=0)
    """Augmente à chaque changement : deux agents ne s’effacent pas l’un l’autre sans le voir."""
    besoins: Mapped[list["BesoinRdv"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="(BesoinRdv.ordre, BesoinRdv.genre, BesoinRdv.id)"
    )


class BesoinRdv(Modele):
    """Ce qu’il faut réunir : même ordre, ensemble (binôme, salle) ; ordres successifs, l’un après l’autre."""

    __tablename__ = "besoin_rdv"
    __table_args__ = (CheckConstraint("ordre >= 1 AND duree_minutes BETWEEN 5 AND 600", name="bornes"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    objet_id: Mapped[UUID] = mapped_column(ForeignKey("objet_rdv.id"), index=True)
    ordre: Mapped[int] = mapped_column(default=1)
    genre: Mapped[GenreRessource] = mapped_column(enumeration(GenreRessource))
    competence: Mapped[str] = mapped_column(default="")
    """Une compétence que la ressource doit avoir ; vide : n’importe laquelle de ce genre."""
    duree_minutes: Mapped[int]
