"""Un cadastre, des zones et des adresses fictifs : les lieux et les noms des périmètres existent, les tracés non.

Tout passe par les imports, comme un vrai fichier. Autour de chaque lieu, vingt parcelles de 8 000 m², cinq par rangée.
"""

import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from typing import Any

from pyproj import Transformer
from shapely.affinity import rotate, translate
from shapely.geometry import Polygon, box
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select

from portail.notaires.zones.geometrie import en_geojson
from portail.notaires.zones.imports.actions import Annonce, commencer, importer
from portail.notaires.zones.models import Couche, EtatImportGeographique, VersionDeZonage
from portail.socle.base import session

SOURCE = "Données fictives de la démonstration"
VOIE = "Chemin de la Démonstration"
MILLESIME, BAN = date(2026, 10, 1), date(2026, 11, 1)
LARGEUR_M, HAUTEUR_M, PAR_RANGEE, PARCELLES = 100, 80, 5, 20
MILLIMETRE = 8
"""Décimales d’un degré."""
_BAN = "id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune;x;y"


@dataclass(frozen=True, slots=True)
class Lieu:
    """Vingt parcelles d’une section, à partir d’un numéro, près d’un point réel ; l’angle les incline."""

    commune: str
    longitude: float
    latitude: float
    section: str
    premier: int
    angle: float
    prefixe: str = "000"

    def pose(self, trace: BaseGeometry) -> BaseGeometry:
        """Rend ce tracé, dessiné en mètres depuis le coin des parcelles, à sa place sur la carte."""
        x, y = _en_metres(self.longitude, self.latitude)
        return translate(rotate(trace, self.angle, origin=(0, 0)), x, y)

    def parcelles(self) -> Iterator[tuple[int, BaseGeometry]]:
        """Rend le numéro et le tracé de chaque parcelle."""
        for rang in range(PARCELLES):
            ouest, sud = rang % PAR_RANGEE * LARGEUR_M, rang // PAR_RANGEE * HAUTEUR_M
            yield self.premier + rang, self.pose(box(ouest, sud, ouest + LARGEUR_M, sud + HAUTEUR_M))


COUERON = Lieu("44047", -1.722, 47.214, "ZK", 11, 12)
SUCE = Lieu("44201", -1.527, 47.340, "AB", 141, -20)
GUERANDE = Lieu("44069", -2.428, 47.328, "BN", 1, 33)
SAINT_NAZAIRE = Lieu("44184", -2.250, 47.310, "CX", 1, 5)
BELLIGNE = Lieu("44213", -1.030, 47.466, "0C", 81, -8, prefixe="011")
LIEUX = (COUERON, SUCE, GUERANDE, SAINT_NAZAIRE, BELLIGNE)


@dataclass(frozen=True, slots=True)
class ZoneFictive:
    """Une zone dessinée près d’un lieu ; coins en mètres depuis celui de ses parcelles."""

    code: str
    nom: str
    lieu: Lieu
    coins: Sequence[tuple[float, float]]
    competent: str = "departement"


_ESTUAIRE = ZoneFictive(
    # ZK 30 y est à cheval (1 200 m² sur 8 000), ZK 20 à moins de dix mètres.
    "ENS-01", "Marais de l’Estuaire (fictif)", COUERON,
    [(485, 166), (900, 120), (980, 420), (760, 640), (485, 560)],
)  # fmt: skip
ENS = (
    _ESTUAIRE,
    ZoneFictive(
        # AB 145 y est ; AB 155 aussi, et en périmètre agricole.
        "ENS-02", "Rives de l’Erdre (fictif)", SUCE,
        [(395, -60), (700, -120), (820, 200), (700, 420), (395, 380)], competent="commune",
    ),
    ZoneFictive(
        "ENS-03", "Traicts et salines (fictif)", GUERANDE,
        [(1500, -300), (2300, -200), (2200, 500), (1600, 600)], competent="conservatoire",
    ),
)  # fmt: skip
PEAN = (
    ZoneFictive(
        "PEAN-01", "Vallées de l’Erdre, du Gesvres et du Cens", SUCE,
        [(-300, 155), (900, 155), (1000, 800), (-200, 900)],
    ),
    ZoneFictive(
        "PEAN-02", "Saint-Nazaire Nord – Estuaire et Brière", SAINT_NAZAIRE,
        [(250, -200), (1200, -150), (1100, 900), (250, 800)],
    ),
    ZoneFictive(
        "PEAN-03", "Presqu’île guérandaise", GUERANDE,
        [(-300, -250), (800, -320), (900, 600), (-250, 700)],
    ),
)  # fmt: skip


@cache
def _en_metres(longitude: float, latitude: float) -> tuple[float, float]:
    x, y = Transformer.from_crs(4326, 2154, always_xy=True).transform(longitude, latitude)
    return float(x), float(y)


def charger_les_zonages() -> None:
    """Importe les zonages, le cadastre et les adresses fictifs ; ne refait jamais ce qui est fait."""
    if session.scalars(select(VersionDeZonage.id)).first() is not None:
        return
    for lieu in LIEUX:
        _importer(Couche.CADASTRE, f"cadastre-{lieu.commune}.json", _collection(_cadastre(lieu)), MILLESIME)
    _importer(Couche.ADRESSES, "adresses-fictives.csv", _adresses(), BAN)
    for couche, zones, donnee, effet in (
        (Couche.ENS, (_ESTUAIRE,), date(2014, 12, 1), date(2015, 1, 1)),
        (Couche.ENS, ENS, date(2025, 12, 15), date(2026, 1, 1)),
        (Couche.PEAN, PEAN, date(2023, 12, 15), date(2024, 1, 1)),
    ):
        contenu = _collection(_zone(zone) for zone in zones)
        _importer(couche, f"{couche}-{effet.year}.geojson", contenu, donnee, effet=effet)


def _importer(couche: Couche, nom: str, contenu: bytes, donnee: date, *, effet: date | None = None) -> None:
    annonce = Annonce(
        couche, f"fictif-{nom}", sha256(contenu).hexdigest(), donnee, date_effet=effet, source=SOURCE if effet else ""
    )
    fini = importer(commencer(annonce).id, io.BytesIO(contenu))
    if fini.etat is not EtatImportGeographique.FINI or fini.rejetes:
        raise RuntimeError(f"{nom} : {fini.refus or 'des éléments sont rejetés'}")


def _collection(elements: Iterable[Mapping[str, Any]]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(elements)}, ensure_ascii=False).encode()


def _cadastre(lieu: Lieu) -> Iterator[dict[str, Any]]:
    for numero, trace in lieu.parcelles():
        identifiant = f"{lieu.commune}{lieu.prefixe}{lieu.section}{numero:04d}"
        dites = {
            "id": identifiant,
            "commune": lieu.commune,
            "prefixe": lieu.prefixe,
            "section": lieu.section.removeprefix("0"),
            "numero": str(numero),
            "contenance": LARGEUR_M * HAUTEUR_M,
        }
        geometrie = en_geojson(trace, MILLIMETRE)
        yield {"type": "Feature", "id": identifiant, "properties": dites, "geometry": geometrie}


def _zone(zone: ZoneFictive) -> dict[str, Any]:
    dites = {
        "code": zone.code,
        "nom": zone.nom,
        "deliberation": f"fictive {zone.code}",
        "deliberation_le": "2013-12-16",
        "competent": zone.competent,
    }
    trace = zone.lieu.pose(Polygon(zone.coins))
    return {"type": "Feature", "properties": dites, "geometry": en_geojson(trace, MILLIMETRE)}


def _adresses() -> bytes:
    lignes = [_BAN]
    for lieu in LIEUX:
        for numero, trace in lieu.parcelles():
            identifiant = f"{lieu.commune}_demo_{numero:05d}"
            x, y = trace.centroid.x, trace.centroid.y
            lignes.append(f"{identifiant};;{numero};;{VOIE};;{lieu.commune};;{x:.2f};{y:.2f}")
    return "\n".join([*lignes, ""]).encode()
