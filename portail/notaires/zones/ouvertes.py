"""Les zonages en données ouvertes : GeoJSON en longitude et latitude (RFC 7946), zone après zone."""

import json
from collections.abc import Iterator
from datetime import date

import shapely
from sqlalchemy import select

from portail.notaires.zones.appartenance import Sorte
from portail.notaires.zones.geometrie import en_geojson
from portail.notaires.zones.models import VersionDeZonage, Zone
from portail.notaires.zones.versions import versions_au
from portail.socle.base import fermer_session, session
from portail.socle.erreurs import Introuvable

LICENCE = "Licence Ouverte 2.0 (Etalab)"


def version_ouverte(sorte: Sorte, jour: date) -> VersionDeZonage:
    """Rend la version qui vaut ce jour ; lève `Introuvable` s’il n’y en a pas."""
    version = versions_au(jour).get(sorte)
    if version is None:
        raise Introuvable
    return version


def geojson(version: VersionDeZonage) -> Iterator[str]:
    """Rend la FeatureCollection de cette version par morceaux : une seule zone en mémoire."""
    entete = {
        "type": "FeatureCollection",
        "licence": LICENCE,
        "source": version.source,
        "date_donnee": version.date_donnee.isoformat(),
        "date_effet": version.date_effet.isoformat(),
    }
    yield json.dumps(entete, ensure_ascii=False)[:-1] + ', "features": [\n'
    zones = session.scalars(select(Zone.id).where(Zone.version_id == version.id).order_by(Zone.code)).all()
    for rang, zone_id in enumerate(zones):
        yield (",\n" if rang else "") + _element(zone_id)
    yield "\n]}\n"
    fermer_session()  # la réponse s’écrit après la fin de la requête : personne d’autre ne rend cette connexion


def _element(zone_id: object) -> str:
    [zone] = session.scalars(select(Zone).where(Zone.id == zone_id))
    element = {
        "type": "Feature",
        "properties": {
            "code": zone.code,
            "nom": zone.nom,
            "deliberation": zone.deliberation,
            "deliberation_le": zone.deliberation_le.isoformat(),
            "competent": zone.competent.value,
        },
        "geometry": en_geojson(shapely.from_wkb(zone.geometrie)),
    }
    return json.dumps(element, ensure_ascii=False)
