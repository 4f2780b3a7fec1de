"""La carte d’un terrain : un dessin SVG qui se suffit, pour la page et pour le document imprimé.

Aucun fond extérieur, aucun script, aucune couleur qui dise seule quelque chose : hachures ou points, étiquettes,
légende. Le nord est celui de la projection (Lambert-93), à quatre degrés près dans le département.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from types import MappingProxyType

import shapely
from shapely.geometry import Polygon, box
from shapely.geometry.base import BaseGeometry

from portail.notaires.zones.appartenance import Sorte
from portail.notaires.zones.constats import Terrain
from portail.notaires.zones.mots import description
from portail.socle.traduction import LANGUE_SOURCE, _, traducteur

LARGEUR, HAUTEUR, LIGNE = 400, 310, 26
MARGE_M = 60.0
VUE_MAX_M = 400.0
"""Une zone plus lointaine se dit, elle ne se dessine pas : le terrain n’y serait plus qu’un point."""
ETIQUETTES_AU_PLUS = 25
_ENCRE, _FOND, _TRAIT_PARCELLE, _TRAIT_VOISIN = "#1d2b2f", "#ffffff", "#7a1f1f", "#6d7577"
_MOTIFS: Mapping[Sorte, tuple[str, str]] = MappingProxyType(
    {
        Sorte.ENS: ("#1f6b3a", '<path d="M-2 2L2 -2M0 10L10 0M8 12L12 8" stroke="#1f6b3a" stroke-width="1.6"/>'),
        Sorte.PEAN: ("#8a5a00", '<circle cx="5" cy="5" r="1.7" fill="#8a5a00"/>'),
    }
)
_TIRETS: Mapping[Sorte, str] = MappingProxyType({Sorte.ENS: "none", Sorte.PEAN: "8 4"})
_LEGENDES: Mapping[Sorte, str] = MappingProxyType(
    {
        Sorte.ENS: _("ENS : espace naturel sensible (hachures)"),
        Sorte.PEAN: _("PEAN : espace agricole et naturel (points)"),
    }
)
_DECALAGES: Mapping[Sorte, int] = MappingProxyType({Sorte.ENS: -5, Sorte.PEAN: 15})
"""Deux zones au même endroit : leurs étiquettes se lisent l’une sous l’autre."""
_ETIQUETTES: Mapping[Sorte, str] = MappingProxyType({Sorte.ENS: "ENS", Sorte.PEAN: "PEAN"})


@dataclass(frozen=True, slots=True)
class _Vue:
    """Le cadre de la carte, et combien de mètres fait un point du dessin."""

    ouest: float
    nord: float
    echelle: float

    @property
    def cadre(self) -> Polygon:
        """Rend le cadre, en mètres."""
        largeur, hauteur = LARGEUR * self.echelle, HAUTEUR * self.echelle
        return box(self.ouest, self.nord - hauteur, self.ouest + largeur, self.nord)

    def point(self, x: float, y: float) -> str:
        """Rend un point du dessin."""
        return f"{(x - self.ouest) / self.echelle:.1f} {(self.nord - y) / self.echelle:.1f}"


def carte(terrain: Terrain, langue: str = LANGUE_SOURCE, *, nom: str = "carte") -> str:
    """Rend la carte de ce terrain, ou rien si aucune parcelle n’est connue ; `nom` : unique dans la page."""
    if not terrain.traces:
        return ""
    traduire = traducteur(langue)
    vue = _vue(terrain)
    sortes = [sorte for sorte in Sorte if any(zone.sorte is sorte for zone in _visibles(terrain, vue))]
    return _dessin(
        vue,
        nom,
        (traduire(_("Carte du terrain et des zones proches")), description(terrain.constats, langue)),
        (_alentours(terrain, vue), *_zones(terrain, vue, nom), *_parcelles(terrain, vue)),
        (_legende_du_terrain(traduire(_("Votre terrain (trait épais)"))), *_legende(sortes, langue, nom, rang=1)),
    )


def carte_d_ensemble(sorte: Sorte, traces: Mapping[str, BaseGeometry], langue: str = LANGUE_SOURCE) -> str:
    """Rend la carte de toutes les zones d’une version, par leur code, ou rien s’il n’y en a pas."""
    if not traces:
        return ""
    traduire = traducteur(langue)
    nom, (ouest, sud, est, nord) = "ensemble", shapely.total_bounds(list(traces.values())).tolist()
    vue = _cadre((ouest, sud, est, nord), air=max(est - ouest, nord - sud) / 10)
    toutes = shapely.union_all([trace.simplify(vue.echelle / 2) for trace in traces.values()])
    codes = traces.items() if len(traces) <= ETIQUETTES_AU_PLUS else ()
    etiquettes = (_etiquette(trace, code, vue, _MOTIFS[sorte][0], decalage=-10) for code, trace in codes)
    textes = (
        traduire(_("Carte de toutes les zones de la version")),
        traduire(_("Le tableau de la page les nomme toutes.")),
    )
    dessus = (_trace_de_zone(sorte, toutes, vue, nom, tirets="none"), *etiquettes)
    return _dessin(vue, nom, textes, dessus, _legende([sorte], langue, nom))


def _dessin(vue: _Vue, nom: str, textes: tuple[str, str], dessus: Iterable[str], legende: Iterable[str]) -> str:
    titre, texte = textes
    entrees = list(legende)
    hauteur = HAUTEUR + LIGNE * len(entrees) + 10
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{nom}-titre {nom}-texte" ',
            f'width="100%" viewBox="0 0 {LARGEUR} {hauteur}" font-family="sans-serif" font-size="15">',
            f'<title id="{nom}-titre">{escape(titre)}</title><desc id="{nom}-texte">{escape(texte)}</desc>',
            _definitions(nom),
            f'<rect width="{LARGEUR}" height="{hauteur}" fill="{_FOND}"/>',
            f'<g clip-path="url(#{nom}-cadre)">',
            *dessus,
            "</g>",
            f'<rect x=".5" y=".5" width="{LARGEUR - 1}" height="{HAUTEUR - 1}" fill="none" stroke="{_ENCRE}"/>',
            _nord(),
            _barre(vue),
            *entrees,
            "</svg>",
        )
    )


def _vue(terrain: Terrain) -> _Vue:
    """Rend le cadre : les parcelles, de l’air autour, et la zone la plus proche si elle n’est pas trop loin."""
    ouest, sud, est, nord = shapely.total_bounds(list(terrain.traces.values())).tolist()
    distances = [zone.distance_m for un in terrain.constats for zone in un.voisines if zone.distance_m <= VUE_MAX_M]
    air = max(MARGE_M, (est - ouest) / 3, (nord - sud) / 3, *(distance + MARGE_M / 2 for distance in distances))
    return _cadre((ouest, sud, est, nord), air=air)


def _cadre(bornes: tuple[float, float, float, float], *, air: float) -> _Vue:
    ouest, sud, est, nord = bornes
    echelle = max((est - ouest + 2 * air) / LARGEUR, (nord - sud + 2 * air) / HAUTEUR)
    return _Vue((ouest + est - LARGEUR * echelle) / 2, (sud + nord + HAUTEUR * echelle) / 2, echelle)


@dataclass(frozen=True, slots=True)
class _ZoneVue:
    sorte: Sorte
    trace: BaseGeometry


def _visibles(terrain: Terrain, vue: _Vue) -> list[_ZoneVue]:
    cadre = vue.cadre.buffer(5 * vue.echelle)
    coupees = (_ZoneVue(zone.sorte, zone.trace.intersection(cadre)) for zone in terrain.zones)
    return [une for une in coupees if une.trace.area > 0]


def _definitions(nom: str) -> str:
    motifs = (
        f'<pattern id="{nom}-{sorte}" width="10" height="10" patternUnits="userSpaceOnUse">{dessin}</pattern>'
        for sorte, (_couleur, dessin) in _MOTIFS.items()
    )
    cadre = f'<clipPath id="{nom}-cadre"><rect width="{LARGEUR}" height="{HAUTEUR}"/></clipPath>'
    return f"<defs>{''.join(motifs)}{cadre}</defs>"


def _zones(terrain: Terrain, vue: _Vue, nom: str) -> Iterator[str]:
    visibles = _visibles(terrain, vue)
    for zone in visibles:
        yield _trace_de_zone(zone.sorte, zone.trace, vue, nom)
    parcelles = shapely.union_all(list(terrain.traces.values()))
    for zone in visibles:
        libre = zone.trace.intersection(vue.cadre).difference(parcelles)
        if libre.area > 0:
            couleur, _motif = _MOTIFS[zone.sorte]
            plus_grande = max(_surfaces(libre), key=lambda une: une.area)
            yield _etiquette(plus_grande, _ETIQUETTES[zone.sorte], vue, couleur, decalage=_DECALAGES[zone.sorte])


def _alentours(terrain: Terrain, vue: _Vue) -> str:
    """Rend le tracé des parcelles voisines, d’un seul trait fin."""
    chemins = "".join(_chemin(trace, vue) for trace in terrain.alentours)
    return f'<path d="{chemins}" fill="none" stroke="{_TRAIT_VOISIN}" stroke-width=".8"/>' if chemins else ""


def _trace_de_zone(sorte: Sorte, trace: BaseGeometry, vue: _Vue, nom: str, *, tirets: str = "") -> str:
    return (
        f'<path d="{_chemin(trace, vue)}" fill="url(#{nom}-{sorte})" fill-rule="evenodd" '
        f'stroke="{_MOTIFS[sorte][0]}" stroke-width="2" stroke-dasharray="{tirets or _TIRETS[sorte]}"/>'
    )


def _parcelles(terrain: Terrain, vue: _Vue) -> Iterator[str]:
    for trace in terrain.traces.values():
        yield (
            f'<path d="{_chemin(trace, vue)}" fill="{_TRAIT_PARCELLE}" fill-opacity=".12" fill-rule="evenodd" '
            f'stroke="{_TRAIT_PARCELLE}" stroke-width="3"/>'
        )
    if len(terrain.traces) <= ETIQUETTES_AU_PLUS:
        for un in terrain.constats:
            if un.parcelle.idu in terrain.traces:
                yield _etiquette(terrain.traces[un.parcelle.idu], un.parcelle.reference, vue, _TRAIT_PARCELLE)


def _chemin(trace: BaseGeometry, vue: _Vue) -> str:
    """Rend le tracé, ses trous compris, sans détail plus petit qu’un demi-point."""
    simple = trace.simplify(vue.echelle / 2)
    return "".join(_tour(tour.coords, vue) for une in _surfaces(simple) for tour in (une.exterior, *une.interiors))


def _tour(points: Iterable[tuple[float, ...]], vue: _Vue) -> str:
    return "M" + "L".join(vue.point(point[0], point[1]) for point in points) + "Z"


def _surfaces(trace: BaseGeometry) -> list[Polygon]:
    return [une for une in shapely.get_parts(shapely.get_parts(trace)).tolist() if isinstance(une, Polygon)]


def _etiquette(ou: BaseGeometry, texte: str, vue: _Vue, couleur: str, *, decalage: int = 5) -> str:
    point = ou.representative_point()
    x, y = vue.point(point.x, point.y).split(" ")
    return (
        f'<text x="{x}" y="{y}" dy="{decalage}" text-anchor="middle" font-weight="bold" fill="{couleur}" '
        f'stroke="{_FOND}" stroke-width="4" stroke-linejoin="round" paint-order="stroke">{escape(texte)}</text>'
    )


def _nord() -> str:
    return (
        f'<g fill="{_ENCRE}" stroke="{_FOND}" stroke-width="3" paint-order="stroke">'
        f'<path d="M{LARGEUR - 24} 12l8 26l-8 -6l-8 6z"/>'
        f'<text x="{LARGEUR - 24}" y="56" text-anchor="middle" font-weight="bold">N</text></g>'
    )


def _barre(vue: _Vue) -> str:
    """Rend la barre d’échelle : un nombre rond de mètres, un quart de la carte au plus."""
    place = LARGEUR * vue.echelle / 4
    dizaine = 10 ** math.floor(math.log10(place))
    metres = max(rond for rond in (dizaine, 2 * dizaine, 5 * dizaine) if rond <= place)
    dite = f"{metres // 1000:g}\u00a0km" if metres >= 1000 else f"{metres:g}\u00a0m"
    long, bas = metres / vue.echelle, HAUTEUR - 14
    return (
        f'<rect x="8" y="{bas - 26}" width="{long + 16:.1f}" height="34" fill="{_FOND}" fill-opacity=".85"/>'
        f'<path d="M16 {bas - 6}V{bas}H{16 + long:.1f}V{bas - 6}" fill="none" stroke="{_ENCRE}" stroke-width="2"/>'
        f'<text x="16" y="{bas - 10}" fill="{_ENCRE}">{dite}</text>'
    )


def _legende_du_terrain(texte: str) -> str:
    return _entree(0, f'fill="{_TRAIT_PARCELLE}" fill-opacity=".12"', _TRAIT_PARCELLE, texte)


def _legende(sortes: Sequence[Sorte], langue: str, nom: str, *, rang: int = 0) -> Iterator[str]:
    for place, sorte in enumerate(sortes, start=rang):
        tirets = f'fill="url(#{nom}-{sorte})" stroke-dasharray="{_TIRETS[sorte]}"'
        yield _entree(place, tirets, _MOTIFS[sorte][0], traducteur(langue)(_LEGENDES[sorte]))


def _entree(place: int, fond: str, couleur: str, texte: str) -> str:
    haut = HAUTEUR + 12 + place * LIGNE
    return (
        f'<rect x="8" y="{haut}" width="34" height="18" {fond} stroke="{couleur}" stroke-width="2"/>'
        f'<text x="52" y="{haut + 14}" fill="{_ENCRE}">{escape(texte)}</text>'
    )
