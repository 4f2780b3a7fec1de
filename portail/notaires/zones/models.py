"""Les zones où une vente se déclare, et le cadastre.

Les géométries sont en Lambert-93, au format WKB ; l’emprise, en mètres, est à part pour être cherchée sans les lire.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portail.notaires.zones.appartenance import Sorte
from portail.socle.base import Modele
from portail.socle.colonnes import enumeration, instant


class VersionDeZonage(Modele):
    """Toutes les zones d’une sorte, telles qu’elles valent à partir d’un jour ; une version écrite ne change plus."""

    __tablename__ = "version_zonage"
    __table_args__ = (UniqueConstraint("sorte", "date_effet"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    sorte: Mapped[Sorte] = mapped_column(enumeration(Sorte))
    date_effet: Mapped[date]
    date_donnee: Mapped[date]
    """Le jour où la couche a été établie : le certificat le dit."""
    source: Mapped[str]
    empreinte: Mapped[str]
    importee_le: Mapped[datetime] = mapped_column(instant())
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"))


class Competent(StrEnum):
    """Qui préempte, à défaut du département."""

    DEPARTEMENT = "departement"
    CONSERVATOIRE = "conservatoire"
    COMMUNE = "commune"


class Zone(Modele):
    """Une zone d’une version, et la délibération qui l’institue."""

    __tablename__ = "zone"
    __table_args__ = (
        UniqueConstraint("version_id", "code"),
        Index("ix_zone_emprise", "version_id", "ouest", "est", "sud", "nord"),
        CheckConstraint("ouest <= est AND sud <= nord", name="emprise"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("version_zonage.id", ondelete="CASCADE"))
    code: Mapped[str]
    nom: Mapped[str]
    deliberation_le: Mapped[date]
    deliberation: Mapped[str]
    competent: Mapped[Competent] = mapped_column(enumeration(Competent), default=Competent.DEPARTEMENT)
    geometrie: Mapped[bytes]
    ouest: Mapped[float]
    sud: Mapped[float]
    est: Mapped[float]
    nord: Mapped[float]


class ParcelleCadastrale(Modele):
    """Une parcelle du cadastre, au millésime du dernier import de sa commune."""

    __tablename__ = "parcelle_cadastrale"
    __table_args__ = (
        Index("ix_parcelle_cadastrale_commune", "commune_insee", "section", "numero"),
        Index("ix_parcelle_cadastrale_emprise", "commune_insee", "ouest", "est", "sud", "nord"),
    )

    idu: Mapped[str] = mapped_column(primary_key=True)
    commune_insee: Mapped[str]
    prefixe: Mapped[str]
    section: Mapped[str]
    numero: Mapped[str]
    contenance_m2: Mapped[int | None]
    millesime: Mapped[date]
    geometrie: Mapped[bytes]
    ouest: Mapped[float]
    sud: Mapped[float]
    est: Mapped[float]
    nord: Mapped[float]


class CadastreDeCommune(Modele):
    """Le dernier cadastre importé d’une commune : sans lui, aucune de ses parcelles n’est connue ici."""

    __tablename__ = "cadastre_commune"

    commune_insee: Mapped[str] = mapped_column(primary_key=True)
    millesime: Mapped[date]
    empreinte: Mapped[str]
    parcelles: Mapped[int]
    importe_le: Mapped[datetime] = mapped_column(instant())


class AdresseLocale(Modele):
    """Un point d’adresse, importé : chercher un terrain par son adresse ne demande rien au-dehors."""

    __tablename__ = "adresse_locale"
    __table_args__ = (Index("ix_adresse_locale_cle", "commune_insee", "cle"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    commune_insee: Mapped[str]
    cle: Mapped[str] = mapped_column(String(collation="C"))
    """Le numéro et la voie, sans accents ; le tri « C » laisse l’index chercher par le début."""
    libelle: Mapped[str]
    x: Mapped[float]
    y: Mapped[float]


class Couche(StrEnum):
    """Ce qu’un fichier apporte."""

    ENS = "ens"
    PEAN = "pean"
    CADASTRE = "cadastre"
    ADRESSES = "adresses"


class EtatImportGeographique(StrEnum):
    """Où en est un import."""

    RECU = "recu"
    EN_COURS = "en_cours"
    FINI = "fini"
    REFUSE = "refuse"


class ImportGeographique(Modele):
    """Un fichier de zonage, de cadastre ou d’adresses, et son bilan."""

    __tablename__ = "import_geographique"
    __table_args__ = (CheckConstraint("(date_effet IS NULL) = (couche NOT IN ('ens', 'pean'))", name="effet"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    couche: Mapped[Couche] = mapped_column(enumeration(Couche))
    nom: Mapped[str]
    cle: Mapped[str | None]
    """Où le fichier est gardé ; rien s’il se lit sur le disque de l’exploitant, ou une fois importé."""
    empreinte: Mapped[str]
    source: Mapped[str] = mapped_column(default="")
    date_donnee: Mapped[date]
    date_effet: Mapped[date | None]
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"))
    etat: Mapped[EtatImportGeographique] = mapped_column(
        enumeration(EtatImportGeographique), default=EtatImportGeographique.RECU
    )
    refus: Mapped[str] = mapped_column(default="")
    """Pourquoi rien n’est entré : un texte à traduire."""
    commence_le: Mapped[datetime] = mapped_column(instant(), index=True)
    fini_le: Mapped[datetime | None] = mapped_column(instant())
    lus: Mapped[int] = mapped_column(default=0)
    """Éléments lus : il dit où en est l’import."""
    ajoutes: Mapped[int] = mapped_column(default=0)
    changes: Mapped[int] = mapped_column(default=0)
    inchanges: Mapped[int] = mapped_column(default=0)
    otes: Mapped[int] = mapped_column(default=0)
    rejetes: Mapped[int] = mapped_column(default=0)


class RejetGeographique(Modele):
    """Un élément du fichier qui n’entre pas, et pourquoi."""

    __tablename__ = "rejet_geographique"

    import_id: Mapped[UUID] = mapped_column(ForeignKey("import_geographique.id", ondelete="CASCADE"), primary_key=True)
    rang: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str]
    raison: Mapped[str]
    """Un texte à traduire."""
