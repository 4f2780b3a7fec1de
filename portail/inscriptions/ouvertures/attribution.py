"""Attribuer des places sur vœux : pure, reproductible, explicable. Même graine, mêmes vœux, même résultat, partout.

La règle tient en une phrase : les foyers passent l’un après l’autre, le plus de points d’abord, le tirage au sort entre
égaux ; chacun reçoit le premier de ses vœux où il reste des places. Dire ses vrais vœux est donc toujours le mieux, et
personne ne reçoit une place qu’un foyer mieux placé voulait, sauf une raison écrite : il lui en fallait davantage.

Le tirage est une empreinte de la graine publiée et du foyer : ni l’ordre du dépôt ni celui des données n’y changent
rien.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

VERSION = 1
"""À augmenter si la règle change : un résultat publié se refait avec sa version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoeuxEnfant:
    """Les groupes qu’un enfant voudrait, le préféré d’abord."""

    enfant: str
    groupes: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandeFoyer:
    """Ce que veut un foyer. `ensemble` : tous ses enfants au même rang de leurs vœux, ou aucun."""

    foyer: str
    enfants: Sequence[VoeuxEnfant]
    ensemble: bool = False
    criteres: Collection[str] = frozenset()
    """Ceux qu’il remplit : « premiere_fois », « quotient_t1 », « fratrie », « commune »."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Regles:
    """Ce qui est publié avant de commencer."""

    graine: str
    poids: Mapping[str, int]
    """Les points de chaque critère."""
    maximum: int = 1
    """Groupes par enfant, au plus ; chacun en reçoit un avant que quiconque en reçoive deux."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offre:
    """Les places : la capacité de chaque quota, les quotas de chaque groupe."""

    capacites: Mapping[str, int]
    quotas: Mapping[str, Sequence[str]]


class Raison(StrEnum):
    """Ce qu’il est advenu d’un vœu."""

    OBTENU = "obtenu"
    COMPLET = "complet"
    """Tout était donné à des foyers passés avant."""
    PAS_ASSEZ = "pas_assez"
    """Il restait des places, moins qu’il n’en fallait pour les enfants de ce foyer ensemble."""
    FRATRIE = "fratrie"
    """Il restait une place ici, pas au même rang des vœux de ses frères et sœurs."""
    MAXIMUM = "maximum"
    """L’enfant avait déjà ce qu’il peut avoir."""
    MIEUX = "mieux"
    """Un vœu préféré a été obtenu : celui-ci n’a pas servi."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explication:
    """Ce qu’il est advenu d’un vœu, avec les nombres."""

    groupe: str
    rang: int
    """Du vœu, à partir de 1."""
    raison: Raison
    restait: int = 0
    """Places libres quand le foyer est passé."""
    fallait: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Le tour d’un foyer."""

    foyer: str
    position: int
    """À partir de 1."""
    points: int
    tirage: str
    """L’empreinte qui départage ; la plus petite passe d’abord."""


@dataclass(frozen=True, slots=True)
class Resultat:
    """Qui a quoi, et pourquoi."""

    attributions: Mapping[str, Sequence[str]]
    """Enfant → groupes obtenus, dans l’ordre où il les a reçus."""
    passages: Sequence[Passage]
    explications: Mapping[str, Sequence[Explication]] = field(default_factory=dict)
    """Enfant → une explication par vœu."""


def tirage_de(graine: str, foyer: str) -> str:
    """Rend ce qui départage ce foyer ; quiconque connaît la graine le recalcule (SHA-256 de « graine|foyer »)."""
    return sha256(f"{graine}|{foyer}".encode()).hexdigest()


def passages_de(demandes: Sequence[DemandeFoyer], regles: Regles) -> list[Passage]:
    """Rend l’ordre de passage."""
    points = {une.foyer: sum(regles.poids.get(critere, 0) for critere in set(une.criteres)) for une in demandes}
    tirages = {une.foyer: tirage_de(regles.graine, une.foyer) for une in demandes}
    ordre = sorted(points, key=lambda foyer: (-points[foyer], tirages[foyer], foyer))
    return [
        Passage(foyer=foyer, position=position, points=points[foyer], tirage=tirages[foyer])
        for position, foyer in enumerate(ordre, start=1)
    ]


def attribuer(demandes: Sequence[DemandeFoyer], offre: Offre, regles: Regles) -> Resultat:
    """Rend le résultat ; lève `ValueError` si un foyer ou un enfant figure deux fois."""
    _exiger_sans_doublon(demandes)
    par_foyer = {une.foyer: une for une in demandes}
    passages = passages_de(demandes, regles)
    cours = _Cours(offre, regles.maximum)
    for _tour in range(regles.maximum):
        for passage in passages:
            cours.servir(par_foyer[passage.foyer])
    enfants = [enfant for une in demandes for enfant in une.enfants]
    explications = {enfant.enfant: cours.expliquer(enfant) for enfant in enfants}
    return Resultat({enfant.enfant: tuple(cours.obtenus[enfant.enfant]) for enfant in enfants}, passages, explications)


class _Cours:
    """L’attribution en cours : ce qui reste, ce que chacun a."""

    def __init__(self, offre: Offre, maximum: int) -> None:
        self.restes = dict(offre.capacites)
        self.quotas, self.maximum = offre.quotas, maximum
        self.obtenus: dict[str, list[str]] = {}
        self.refus: dict[tuple[str, str], Explication] = {}

    def servir(self, demande: DemandeFoyer) -> None:
        """Donne à ce foyer, pour ce tour, son premier vœu possible."""
        for enfant in demande.enfants:
            self.obtenus.setdefault(enfant.enfant, [])
        if demande.ensemble and len(demande.enfants) > 1:
            self._ensemble(demande.enfants)
            return
        for enfant in demande.enfants:
            self._seul(enfant)

    def _seul(self, enfant: VoeuxEnfant) -> None:
        if len(self.obtenus[enfant.enfant]) >= self.maximum:
            return
        for rang, groupe in enumerate(enfant.groupes, start=1):
            if groupe not in self.obtenus[enfant.enfant] and self._prendre([(enfant.enfant, groupe, rang)]):
                return

    def _ensemble(self, enfants: Sequence[VoeuxEnfant]) -> None:
        """Donne à tous le même rang de leurs vœux ; une liste plus courte se répète sur son dernier vœu."""
        enfants = [enfant for enfant in enfants if enfant.groupes]
        if any(len(self.obtenus[enfant.enfant]) >= self.maximum for enfant in enfants):
            return
        for rang in range(1, max((len(enfant.groupes) for enfant in enfants), default=0) + 1):
            voulus = [(e.enfant, e.groupes[min(rang, len(e.groupes)) - 1], rang) for e in enfants]
            nouveaux = all(groupe not in self.obtenus[enfant] for enfant, groupe, _ in voulus)
            if nouveaux and self._prendre(voulus):
                return

    def _prendre(self, voulus: Sequence[tuple[str, str, int]]) -> bool:
        """Prend toutes ces places, ou note pourquoi aucune."""
        compte = Counter(quota for _, groupe, _ in voulus for quota in self.quotas[groupe])
        if any(self.restes.get(quota, 0) < nombre for quota, nombre in compte.items()):
            for enfant, groupe, rang in voulus:
                self._refuser(enfant, groupe, rang, compte)
            return False
        for quota, nombre in compte.items():
            self.restes[quota] -= nombre
        for enfant, groupe, _ in voulus:
            self.obtenus[enfant].append(groupe)
        return True

    def _refuser(self, enfant: str, groupe: str, rang: int, compte: Mapping[str, int]) -> None:
        siens = self.quotas[groupe]
        restait = min((max(0, self.restes.get(quota, 0)) for quota in siens), default=0)
        fallait = max((compte[quota] for quota in siens), default=1)
        if restait == 0:
            raison = Raison.COMPLET
        else:
            manque = any(self.restes.get(quota, 0) < compte[quota] for quota in siens)
            raison = Raison.PAS_ASSEZ if manque else Raison.FRATRIE
        refus = Explication(groupe=groupe, rang=rang, raison=raison, restait=restait, fallait=fallait)
        # Le premier refus fait foi : au tour suivant il n’en reste que moins.
        self.refus.setdefault((enfant, groupe), refus)

    def expliquer(self, enfant: VoeuxEnfant) -> tuple[Explication, ...]:
        """Rend ce qu’il est advenu de chaque vœu."""
        obtenus = self.obtenus[enfant.enfant]
        expliques = []
        for rang, groupe in enumerate(enfant.groupes, start=1):
            if groupe in obtenus:
                expliques.append(Explication(groupe=groupe, rang=rang, raison=Raison.OBTENU))
            elif (enfant.enfant, groupe) in self.refus:
                expliques.append(self.refus[enfant.enfant, groupe])
            else:
                plein = len(obtenus) >= self.maximum and self.maximum > 1
                expliques.append(
                    Explication(groupe=groupe, rang=rang, raison=Raison.MAXIMUM if plein else Raison.MIEUX)
                )
        return tuple(expliques)


def _exiger_sans_doublon(demandes: Sequence[DemandeFoyer]) -> None:
    foyers = Counter(une.foyer for une in demandes)
    enfants = Counter(enfant.enfant for une in demandes for enfant in une.enfants)
    if max(foyers.values(), default=1) > 1 or max(enfants.values(), default=1) > 1:
        raise ValueError("un foyer et un enfant ne font qu’une demande")
