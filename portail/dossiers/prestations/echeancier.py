"""Ce qui est dû chaque mois d’une prestation, ce qui s’en retient, ce qui se verse : des euros exacts, au centime.

Une seule règle : chaque mois, on compare tout ce qui est dû depuis l’ouverture des droits à tout ce qui a été compté.
Ce qui manque est un rappel ; ce qui dépasse se retient, une part au plus par versement. L’imputation d’un forfait,
une hospitalisation apprise tard, une aide moins utilisée que prévu ou un montant révisé n’ont rien d’autre à dire.
Un trop-perçu né d’une autre demande de la personne se retient à part, dans la même limite, tout compris.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import StrEnum

CENTIME = Decimal("0.01")
ZERO = Decimal("0.00")
UN_JOUR = timedelta(days=1)


class Titre(StrEnum):
    """Ce qui donne le droit : une avance, le silence gardé, une décision écrite."""

    AVANCE = "avance"
    SILENCE = "silence"
    DECISION = "decision"


@dataclass(frozen=True, slots=True)
class Droit:
    """Un montant mensuel, du premier au dernier jour compris ; sans `fin`, il court toujours."""

    titre: Titre
    debut: date
    montant: Decimal
    fin: date | None = None

    def couvre(self, jour: date) -> bool:
        """Vrai si le droit est ouvert ce jour-là."""
        return self.debut <= jour and (self.fin is None or jour <= self.fin)


@dataclass(frozen=True, slots=True)
class Suspension:
    """Du premier jour qui n’est plus dû à celui qui l’est de nouveau, non compris."""

    debut: date
    reprise: date | None = None

    def couvre(self, jour: date) -> bool:
        """Vrai si le versement est suspendu ce jour-là."""
        return self.debut <= jour and (self.reprise is None or jour < self.reprise)


@dataclass(frozen=True, slots=True)
class Mensualite:
    """Le versement d’un mois : `du` pour ce mois, `rappel` des mois passés, `retenu` sur un trop-perçu, `verse`.

    `abandonne` : un trop-perçu trop petit pour être repris. `reste` : le trop-perçu encore à reprendre ensuite.
    `repris` : ce qui se retient d’un trop-perçu né d’une autre demande.
    """

    mois: date
    du: Decimal
    rappel: Decimal = ZERO
    retenu: Decimal = ZERO
    abandonne: Decimal = ZERO
    reste: Decimal = ZERO
    repris: Decimal = ZERO

    @property
    def verse(self) -> Decimal:
        """Rend ce que reçoit la personne."""
        return self.du + self.rappel - self.retenu - self.repris

    @property
    def compte(self) -> Decimal:
        """Rend ce qui compte comme déjà donné au titre de ces droits : un trop-perçu abandonné n’en est plus un."""
        return self.verse + self.repris - self.abandonne


@dataclass(frozen=True, slots=True)
class Regles:
    """Part d’un versement qui peut se retenir, et trop-perçu, en euros, jusqu’auquel rien n’est repris."""

    taux_retenue: Decimal
    seuil_reprise: Decimal


@dataclass(frozen=True, slots=True)
class Compte:
    """Ce que l’on sait d’une prestation : droits, suspensions, montants ramenés à l’aide utilisée, mois par mois.

    `reprise` : le trop-perçu né d’autres demandes et repris ici. `solde` : ce qui, du trop-perçu né ici, se règle
    ailleurs : repris par une autre demande, remboursé, remis.
    """

    droits: tuple[Droit, ...]
    suspensions: tuple[Suspension, ...] = ()
    utilises: Mapping[date, Decimal] | None = None
    reprise: Decimal = ZERO
    solde: Decimal = ZERO

    @property
    def ouverture(self) -> date | None:
        """Rend le premier jour dû, ou rien."""
        return min((droit.debut for droit in self.droits), default=None)

    def du(self, mois: date) -> Decimal:
        """Rend ce qui est dû pour ce mois, au prorata des jours, arrondi une fois au centime (demi supérieur)."""
        plafond = (self.utilises or {}).get(mois)
        total = ZERO
        for jour in jours_du(mois):
            montant = self._montant(jour)
            total += montant if plafond is None else min(montant, plafond)
        return (total / monthrange(mois.year, mois.month)[1]).quantize(CENTIME, ROUND_HALF_UP)

    def _montant(self, jour: date) -> Decimal:
        """Rend le montant mensuel en vigueur ce jour ; un forfait ne reste acquis qu’à hauteur de ce qui se décide."""
        if any(suspension.couvre(jour) for suspension in self.suspensions):
            return ZERO
        decides = [droit for droit in self.droits if droit.titre is Titre.DECISION]
        ecrit = next((droit for droit in reversed(decides) if droit.couvre(jour)), None)
        if ecrit is not None:
            return ecrit.montant
        forfait = next((droit.montant for droit in self.droits if droit not in decides and droit.couvre(jour)), ZERO)
        return min(forfait, decides[0].montant) if decides else forfait


def mensualite(compte: Compte, mois: date, emises: Sequence[Mensualite], regles: Regles) -> Mensualite:
    """Rend le versement du mois, `emises` étant ceux des mois d’avant, dans l’ordre.

    Source : CASF, L232-25, R232-31 et D232-31 pour la retenue et ce qui ne se reprend pas.
    """
    ligne = _propre(compte, mois, emises, regles)
    a_reprendre = _reste_de_la_reprise(compte, emises) - compte.solde
    if a_reprendre <= 0:
        return ligne
    part = ((ligne.du + ligne.rappel) * regles.taux_retenue).quantize(CENTIME, ROUND_DOWN)
    return replace(ligne, repris=min(a_reprendre, max(part - ligne.retenu, ZERO)))


def _propre(compte: Compte, mois: date, emises: Sequence[Mensualite], regles: Regles) -> Mensualite:
    """Rend le versement du mois d’après les seuls droits de cette demande."""
    du = compte.du(mois)
    # Ce qui se règle ailleurs éteint d’abord la reprise : elle n’est pas née des droits d’ici.
    solde = max(compte.solde - _reste_de_la_reprise(compte, emises), ZERO)
    avant = _du_avant(compte, mois) + solde - sum((emise.compte for emise in emises), ZERO)
    if avant >= 0:
        return Mensualite(mois, du, rappel=avant)
    trop = -avant
    en_cours = emises[-1].reste if emises else ZERO
    if not en_cours and trop <= regles.seuil_reprise:
        return Mensualite(mois, du, abandonne=trop)
    retenu = min(trop, (du * regles.taux_retenue).quantize(CENTIME, ROUND_DOWN))
    return Mensualite(mois, du, retenu=retenu, reste=trop - retenu)


def previsions(
    compte: Compte, emises: Sequence[Mensualite], regles: Regles, *, premier: date, nombre: int
) -> tuple[Mensualite, ...]:
    """Rend les versements des `nombre` mois qui viennent, à partir de `premier`."""
    suite = list(emises)
    for mois in mois_de(premier, mois_suivant(premier, nombre - 1)):
        suite.append(mensualite(compte, mois, suite, regles))
    return tuple(suite[len(emises) :])


def sejours_suivis(sejours: Iterable[tuple[date, date | None]]) -> list[tuple[date, date | None]]:
    """Rend les séjours, un transfert le jour de la sortie ne faisant qu’une hospitalisation (entrée, sortie)."""
    suivis: list[tuple[date, date | None]] = []
    for entree, sortie in sorted(sejours, key=lambda sejour: sejour[0]):
        if suivis and suivis[-1][1] == entree:
            suivis[-1] = (suivis[-1][0], sortie)
        else:
            suivis.append((entree, sortie))
    return suivis


def suspension_hospitaliere(*, entree: date, sortie: date | None, jours_maintenus: int) -> Suspension | None:
    """Rend la suspension d’une hospitalisation, ou rien si elle n’en a pas (CASF, R232-32).

    Le versement continue `jours_maintenus` jours, puis cesse ; il reprend au premier jour du mois de la sortie.
    """
    debut = entree + timedelta(days=jours_maintenus)
    reprise = sortie.replace(day=1) if sortie else None
    return None if reprise is not None and reprise <= debut else Suspension(debut, reprise)


def jours_du(mois: date) -> Iterator[date]:
    """Rend chaque jour du mois."""
    return (mois.replace(day=rang + 1) for rang in range(monthrange(mois.year, mois.month)[1]))


def mois_de(premier: date, dernier: date) -> Iterator[date]:
    """Rend le premier jour de chaque mois, du premier au dernier compris."""
    mois = premier.replace(day=1)
    while mois <= dernier:
        yield mois
        mois = mois_suivant(mois)


def mois_suivant(mois: date, nombre: int = 1) -> date:
    """Rend le premier jour du mois, `nombre` mois plus tard."""
    rang = mois.year * 12 + mois.month - 1 + nombre
    return date(rang // 12, rang % 12 + 1, 1)


def _du_avant(compte: Compte, mois: date) -> Decimal:
    """Rend tout ce qui est dû des mois d’avant celui-ci."""
    if compte.ouverture is None:
        return ZERO
    return sum((compte.du(passe) for passe in mois_de(compte.ouverture, mois - UN_JOUR)), ZERO)


def _reste_de_la_reprise(compte: Compte, emises: Sequence[Mensualite]) -> Decimal:
    """Rend ce qui n’est pas encore retenu d’un trop-perçu né d’une autre demande."""
    return compte.reprise - sum((emise.repris for emise in emises), ZERO)


def balance(compte: Compte, emises: Sequence[Mensualite], *, jusqu_a: date | None = None) -> Decimal:
    """Rend ce qui a été compté en trop jusqu’au dernier mois émis, en euros ; négatif si c’est elle à qui l’on doit.

    `jusqu_a` : un jour dont le mois compte aussi, émis ou non. Un trop-perçu repris d’une autre demande, et pas encore
    retenu, s’y ajoute.
    """
    reprise = _reste_de_la_reprise(compte, emises)
    dernier = max(filter(None, (jusqu_a, emises[-1].mois if emises else None)), default=None)
    du = _du_avant(compte, mois_suivant(dernier)) if dernier else ZERO
    return sum((emise.compte for emise in emises), ZERO) - du - compte.solde + reprise


def trop_percu(compte: Compte, emises: Sequence[Mensualite], *, jusqu_a: date | None = None) -> Decimal:
    """Rend ce qui reste à reprendre, en euros ; zéro s’il n’y a rien."""
    return max(ZERO, balance(compte, emises, jusqu_a=jusqu_a))
