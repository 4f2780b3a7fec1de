"""Ce qu’une démarche propose à la personne avant de décider : des lignes chiffrées, qu’elle accepte ou discute.

La personne reçoit une proposition, présente ses observations, reçoit une proposition définitive, y répond. Sans réponse
à la définitive, ou si elle la refuse, sa demande est réputée refusée.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from portail.demarche.conditions import Condition
from portail.demarche.visas import Viseur


class Mesure(StrEnum):
    """Comment une ligne se chiffre, par mois."""

    HEURES = "heures"
    """Un nombre d’heures, fois un tarif horaire."""
    QUANTITE = "quantite"
    """Une quantité, fois un prix unitaire."""
    MONTANT = "montant"
    """Un montant écrit tel quel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enveloppe:
    """Un montant à part du plan mensuel, qui a son propre plafond : par an, ou chaque fois.

    `retenu` : le champ d’agent qui reçoit le total de ses lignes. `plafond` et `calculs` : les calculs qui s’en
    servent, montrés seulement si l’une de ses lignes est proposée.
    """

    code: str
    titre: str
    periode: str
    retenu: str
    plafond: str
    calculs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NatureDeLigne:
    """Ce qu’une ligne peut être ; `cle_tarif` : le paramètre qui donne le prix quand la ligne n’en écrit pas.

    `salarie` : la personne emploie elle-même, et dit son lien avec qui elle emploie. `refus_ecrit_si` : quand cette
    condition est vraie, une telle ligne demande un refus écrit de ce qui est proposé par défaut.
    """

    code: str
    libelle: str
    mesure: Mesure = Mesure.MONTANT
    unite: str = ""
    cle_tarif: str = ""
    salarie: bool = False
    enveloppe: str = ""
    """Celle où elle compte ; rien : dans le plan mensuel."""
    refus_ecrit_si: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposition:
    """La proposition d’une démarche : qui la rédige, de quoi elle est faite, ce qui en est retenu, dans quels délais.

    `retenu` : le champ d’agent (un montant) qui reçoit le total, et dont partent les calculs. `plafond` et `calculs` :
    les calculs montrés avec elle, à l’agent comme à la personne. Les clés de délai nomment des paramètres, en jours
    calendaires.
    """

    titre: str
    natures: tuple[NatureDeLigne, ...]
    redacteurs: tuple[Viseur, ...]
    retenu: str
    plafond: str
    calculs: tuple[str, ...]
    cle_delai_proposition: str
    """De la demande complète à la proposition."""
    cle_delai_observations: str
    """Pour la personne, de la réception de la proposition."""
    cle_delai_definitive: str
    """Des observations à la proposition définitive."""
    cle_delai_reponse: str
    """Pour la personne, de la réception de la proposition définitive."""
    motif_refus: str
    """Le motif de la demande réputée refusée."""
    fondement: str
    si: Condition | None = None
    """Ce qu’il faut savoir pour proposer."""
    enveloppes: tuple[Enveloppe, ...] = ()
    refus_ecrit: str = ""
    """La question du refus écrit, si une nature de ligne en demande un."""
    liens: Mapping[str, str] = field(default_factory=dict)
    """Ce que la personne employée peut être pour qui l’emploie : code → libellé."""
    liens_exclus: tuple[str, ...] = ()
    """Ceux que la loi ne permet pas d’employer."""
    interdit: str = ""
    """La phrase qui le dit."""

    def nature(self, code: str) -> NatureDeLigne | None:
        """Rend la nature de ligne de ce code, ou rien."""
        return next((nature for nature in self.natures if nature.code == code), None)

    def enveloppe(self, code: str) -> Enveloppe | None:
        """Rend l’enveloppe de ce code, ou rien."""
        return next((une for une in self.enveloppes if une.code == code), None)

    @property
    def recoivent(self) -> frozenset[str]:
        """Rend les champs d’agent qui reçoivent un total : ils ne s’écrivent pas autrement."""
        return frozenset({self.retenu, *(une.retenu for une in self.enveloppes)})

    @property
    def montres(self) -> tuple[str, ...]:
        """Rend les calculs montrés, ceux des enveloppes après ceux du plan."""
        return (*self.calculs, *(code for une in self.enveloppes for code in une.calculs))

    @property
    def cles(self) -> tuple[str, ...]:
        """Rend tous les paramètres nommés : délais et tarifs."""
        delais = (
            self.cle_delai_proposition,
            self.cle_delai_observations,
            self.cle_delai_definitive,
            self.cle_delai_reponse,
        )
        return (*delais, *(nature.cle_tarif for nature in self.natures if nature.cle_tarif))
