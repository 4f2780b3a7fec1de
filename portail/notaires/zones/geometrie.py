"""Mesurer des parcelles et des zones : GeoJSON en degrés (RFC 7946) vers Lambert-93 (EPSG:2154), en mètres."""

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _

Points: TypeAlias = npt.NDArray[np.float64]
_DEGRES, _LAMBERT_93 = 4326, 2154
_SURFACES = frozenset({"Polygon", "MultiPolygon"})


class GeometrieIllisible(SaisieInvalide):
    """Ce GeoJSON n’est pas une surface en longitude et latitude."""

    message = _("Cette géométrie n’est pas un polygone GeoJSON, en longitude et latitude.")


@cache
def _projection() -> Transformer:
    return Transformer.from_crs(_DEGRES, _LAMBERT_93, always_xy=True)


def _en_metres(points: Points) -> Points:
    """Rend ces points, un par rangée, en mètres."""
    return np.column_stack(_projection().transform(points[:, 0], points[:, 1]))


def en_geojson(trace: BaseGeometry, decimales: int = 6) -> dict[str, Any]:
    """Rend une surface en mètres telle que GeoJSON l’écrit : degrés, contours dans le sens inverse des aiguilles.

    Six décimales font un décimètre.
    """

    def en_degres(points: Points) -> Points:
        degres = _projection().transform(points[:, 0], points[:, 1], direction="INVERSE")
        return np.round(np.column_stack(degres), decimales)

    ecrite: dict[str, Any] = mapping(shapely.orient_polygons(shapely.transform(trace, en_degres)))
    return ecrite


def surface(geojson: Mapping[str, Any]) -> BaseGeometry:
    """Rend une surface en mètres, réparée si son tracé se croise ; lève `GeometrieIllisible`."""
    if geojson.get("type") not in _SURFACES:
        raise GeometrieIllisible
    try:
        projetee = shapely.transform(shape(dict(geojson)), _en_metres)
    except (shapely.errors.ShapelyError, ValueError, TypeError, KeyError, IndexError) as erreur:
        raise GeometrieIllisible from erreur
    reparee = shapely.make_valid(projetee) if _en_france(projetee) else projetee
    if not _en_france(reparee) or reparee.area <= 0:
        raise GeometrieIllisible
    return reparee


def _en_france(une: BaseGeometry) -> bool:
    """Vrai si la surface tombe en France métropolitaine : des mètres lus comme des degrés n’y tombent pas."""
    ouest, sud, est, nord = une.bounds
    return 0 <= ouest <= est <= 1_300_000 and 6_000_000 <= sud <= nord <= 7_200_000
