"""Le droit d’une démarche, en données : silence, délais, recours, conservation, motifs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Silence(StrEnum):
    """Ce que vaut le silence gardé par l’administration (CRPA, L231-1 et L231-4)."""

    ACCORD = "accord"
    REJET = "rejet"
    AUCUN = "aucun"


class Depart(StrEnum):
    """Ce qui fait partir le délai du silence (CRPA, L114-3)."""

    RECEPTION = "reception"
    COMPLETUDE = "completude"


class NaturePrestation(StrEnum):
    """Aide prévue par la loi ou votée par l’assemblée : les voies de recours en dépendent."""

    LEGALE = "legale"
    FACULTATIVE = "facultative"


class ParLot(StrEnum):
    """Ce qui peut se décider sur plusieurs dossiers à la fois, chacun examiné et motivé pour lui-même."""

    ACCORD = "accord"
    REFUS = "refus"


class SortFinal(StrEnum):
    """Sort des archives au terme de la durée d’utilité administrative (code du patrimoine, R212-13)."""

    ELIMINER = "eliminer"
    CONSERVER = "conserver"
    TRIER = "trier"


@dataclass(frozen=True, slots=True)
class Mois:
    """Un délai en mois : expire le jour de même quantième, à défaut le dernier jour du mois."""

    nombre: int
    depuis: Depart = Depart.RECEPTION


@dataclass(frozen=True, slots=True, kw_only=True)
class Terme:
    """Un terme avant celui du silence, compté du même départ : passé, le service ne décide plus, d’autres le peuvent.

    `titre` : ce que le service fait d’ici là ; `du` : le même, tel que l’alerte le rappelle.
    """

    mois: int
    titre: str
    du: str
    fondement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recours:
    """Comment contester : recours administratif préalable obligatoire (`rapo`) ou gracieux facultatif.

    `juge_seul` : la décision porte déjà sur un recours ; il ne reste que le tribunal.
    """

    rapo: bool
    delai: Mois = Mois(2)
    texte: str = ""
    juge_seul: bool = False
    complement: str = ""
    """Ce que la lettre ajoute aux voies communes : un référé, par exemple."""


class ModeVersement(StrEnum):
    """À qui va l’argent : au compte de la personne, au service qui l’aide, ou en titres qu’elle remet à qui l’aide."""

    COMPTE = "compte"
    SERVICE = "service"
    TITRES = "titres"


@dataclass(frozen=True, slots=True, kw_only=True)
class Versement:
    """Une aide versée sur un compte : les champs qui donnent l’IBAN et son titulaire.

    `mode` : le champ (un choix) où la personne dit à qui verser ; `modes` : ce que veut dire chacune de ses réponses,
    le compte par défaut. `confiees` : par mode, les natures de ligne de la proposition qu’il paie ; le reste va sur le
    compte. Sans proposition, tout suit le mode.
    """

    iban: str = "iban"
    titulaire: str = "titulaire_compte"
    mode: str = ""
    modes: Mapping[str, ModeVersement] = field(default_factory=dict)
    confiees: Mapping[ModeVersement, tuple[str, ...]] = field(default_factory=dict)
    accord: str = ""
    """Le texte qui demande l’accord de la personne pour payer quelqu’un d’autre."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conservation:
    """Durées de conservation : active (mois après la fin), intermédiaire (années), puis sort final."""

    active_mois: int
    intermediaire_annees: int
    sort_final: SortFinal
    texte: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Motif:
    """Raison d’une décision : en droit (`droit`) et en fait (`fait`, avec les chiffres des règles) — CRPA, L211-5.

    `fait` peut citer entre accolades les chiffres des règles et calculs ; l’agent le complète. `gestes` : ce qu’il
    peut motiver, par défaut toute décision défavorable. Le département peut le récrire (`dossiers.motifs`).
    """

    code: str
    libelle: str
    droit: str
    fait: str
    gestes: tuple[str, ...] = ("refuser", "accepter", "declarer_irrecevable")

    @property
    def est_une_reserve(self) -> bool:
        """Vrai si le motif ne se dit qu’avec un accord : rien ne se verse, par exemple."""
        return self.gestes == ("accepter",)
