"""Un enfant peut-il s’inscrire dans ce groupe, et sinon pourquoi. Pur : tout est passé en argument."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from portail.identite.famille.ages import age_le
from portail.socle.traduction import _


class Obstacle(StrEnum):
    """Ce qui empêche."""

    TROP_JEUNE = "trop_jeune"
    TROP_AGE = "trop_age"
    NIVEAU = "niveau"
    COMMUNE = "commune"


class Admission(StrEnum):
    """À quel titre la commune convient."""

    LIBRE = "libre"
    """Aucune règle de commune."""
    COMMUNE = "commune"
    DEJA_INSCRIT = "deja_inscrit"
    """Dérogation : l’enfant était déjà inscrit quand sa commune a passé le seuil."""
    ACCORDEE = "accordee"
    """Dérogation accordée par un agent."""


PHRASES: Mapping[Obstacle, str] = MappingProxyType(
    {
        Obstacle.TROP_JEUNE: _("Il faut avoir %(age_min)s ans le %(date_age)s : %(prenom)s aura %(age)s ans."),
        Obstacle.TROP_AGE: _("Il faut avoir au plus %(age_max)s ans le %(date_age)s : %(prenom)s aura %(age)s ans."),
        Obstacle.NIVEAU: _("Ce groupe est pour un autre niveau."),
        Obstacle.COMMUNE: _("L’activité s’adresse aux enfants des communes de moins de %(seuil)s habitants."),
    }
)
"""Ce que l’on en dit ; les valeurs manquantes viennent de l’écran."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profil:
    """Ce qu’il faut savoir d’un enfant."""

    naissance: date
    communes: Collection[str] = ()
    """Codes INSEE ; deux en garde alternée : une qui convient suffit."""
    niveau: str = ""
    deja_inscrit: bool = False
    derogation: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Regle:
    """Ce que demande un groupe."""

    age_min: int
    age_max: int
    date_age: date
    niveau: str = ""
    seuil: int | None = None
    """La population que la commune ne doit pas atteindre ; rien : toutes."""
    populations: Mapping[str, int]
    """Habitants par code INSEE, au millésime de la saison ; une commune absente n’est pas du département."""


@dataclass(frozen=True, slots=True)
class Constat:
    """Le résultat : l’âge qui compte, ce qui empêche, à quel titre la commune convient."""

    age: int
    obstacles: tuple[Obstacle, ...]
    admission: Admission | None

    @property
    def convient(self) -> bool:
        """Vrai si rien n’empêche."""
        return not self.obstacles


def examiner(profil: Profil, regle: Regle) -> Constat:
    """Rend le constat, tous les obstacles compris : on ne les découvre pas l’un après l’autre."""
    age = age_le(regle.date_age, profil.naissance)
    admission = _admission(profil, regle)
    empeche = (
        (Obstacle.TROP_JEUNE, age < regle.age_min),
        (Obstacle.TROP_AGE, age > regle.age_max),
        (Obstacle.NIVEAU, bool(regle.niveau) and regle.niveau != profil.niveau),
        (Obstacle.COMMUNE, admission is None),
    )
    return Constat(age, tuple(obstacle for obstacle, vrai in empeche if vrai), admission)


def commune_admise(communes: Collection[str], regle: Regle) -> bool:
    """Vrai si l’une de ces communes suffit : il n’y a pas à chercher d’autre titre."""
    seuil = regle.seuil
    return seuil is None or any(regle.populations.get(code, seuil) < seuil for code in communes)


def _admission(profil: Profil, regle: Regle) -> Admission | None:
    if regle.seuil is None:
        return Admission.LIBRE
    titres = (
        (Admission.COMMUNE, commune_admise(profil.communes, regle)),
        (Admission.DEJA_INSCRIT, profil.deja_inscrit),
        (Admission.ACCORDEE, profil.derogation),
    )
    return next((titre for titre, vrai in titres if vrai), None)
