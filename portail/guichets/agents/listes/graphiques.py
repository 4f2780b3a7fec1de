"""La géométrie des graphiques : des centièmes en largeur, des pixels en hauteur ; le texte garde sa taille."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, log10

HAUTEUR = 160
"""Hauteur de tracé des barres debout, en pixels."""
LARGEUR_MAX = 82
"""Ce qu’une barre couchée occupe au plus, en centièmes : son nombre s’écrit après elle."""
MARGE = 9
"""Ce que l’échelle occupe à gauche, en centièmes."""
RANGEE = 46
"""Hauteur d’une barre couchée et de son libellé, en pixels."""
ETIQUETTES_MAX = 6
PAS = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class BarreCouchee:
    """Une barre : son libellé, son nombre, sa largeur en centièmes, sa place en pixels."""

    libelle: str
    nombre: int
    largeur: float
    haut: int


@dataclass(frozen=True, slots=True)
class BarreDebout:
    """Une barre : son rang de série, sa place et sa largeur en centièmes, son sommet et sa hauteur en pixels."""

    serie: int
    gauche: float
    largeur: float
    haut: float
    hauteur: float


@dataclass(frozen=True, slots=True)
class Trait:
    """Un trait de l’échelle : sa valeur, sa place en pixels."""

    valeur: int
    place: float


@dataclass(frozen=True, slots=True)
class Etiquette:
    """Un texte sous les barres, et sa place en centièmes."""

    texte: str
    place: float


@dataclass(frozen=True, slots=True)
class Debout:
    """Un graphique de barres debout, tout calculé."""

    barres: Sequence[BarreDebout]
    echelle: Sequence[Trait]
    etiquettes: Sequence[Etiquette]
    hauteur: int = HAUTEUR


def couchees(nombres: Mapping[str, int]) -> Sequence[BarreCouchee]:
    """Rend une barre par libellé, dans l’ordre ; la plus grande donne l’échelle, qui part de zéro."""
    plus_grand = max(nombres.values(), default=0) or 1
    return [
        BarreCouchee(libelle, nombre, round(LARGEUR_MAX * nombre / plus_grand, 2), rang * RANGEE)
        for rang, (libelle, nombre) in enumerate(nombres.items())
    ]


def debout(etiquettes: Sequence[str], *series: Sequence[int]) -> Debout:
    """Rend les barres de plusieurs séries, groupées par étiquette ; l’échelle part de zéro et tombe rond."""
    plus_grand = max((nombre for serie in series for nombre in serie), default=0)
    pas = _pas(plus_grand)
    sommet = max(pas, pas * ceil(plus_grand / pas))
    place = (100 - MARGE) / max(1, len(etiquettes))
    largeur = place * 0.8 / len(series)
    barres = [
        BarreDebout(
            rang,
            round(MARGE + place * (0.1 + position) + largeur * rang, 3),
            round(largeur, 3),
            round(HAUTEUR * (1 - nombre / sommet), 1),
            round(HAUTEUR * nombre / sommet, 1),
        )
        for rang, serie in enumerate(series)
        for position, nombre in enumerate(serie)
        if nombre
    ]
    saut = ceil(len(etiquettes) / ETIQUETTES_MAX)
    return Debout(
        barres,
        [Trait(valeur, HAUTEUR * (1 - valeur / sommet)) for valeur in range(0, sommet + 1, pas)],
        [Etiquette(texte, round(MARGE + place * (rang + 0.5), 2)) for rang, texte in enumerate(etiquettes)][::saut],
    )


def _pas(plus_grand: int) -> int:
    """Rend un pas d’échelle rond (1, 2, 5, 10…) qui donne au plus cinq traits."""
    vise = max(1, plus_grand / 4)
    dizaine = 10 ** int(log10(vise))
    return next(int(dizaine * pas) for pas in PAS if dizaine * pas >= vise)
