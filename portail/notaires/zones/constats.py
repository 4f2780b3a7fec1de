"""Dire de parcelles si elles sont en zone à une date : les constats, et les tracés dont ils viennent, pour la carte.

Cinq lectures en base au plus, quel que soit le nombre de parcelles.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

import shapely
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points
from sqlalchemy import select

from portail.notaires.zones.appartenance import Droit, Mesure, Part, Precision, Sorte, Statut, droit, mesurer, statut
from portail.notaires.zones.models import Competent, ParcelleCadastrale, VersionDeZonage, Zone
from portail.notaires.zones.parcelles import Parcelle
from portail.notaires.zones.versions import cadastres, traces_autour, versions_au
from portail.parametres.queries import valeurs_au
from portail.socle.base import session

RAYON_M = 1000.0
"""Au-delà, une zone n’est pas cherchée : elle est loin."""


class Orientation(StrEnum):
    """De quel côté se trouve une zone."""

    NORD = "nord"
    NORD_EST = "nord_est"
    EST = "est"
    SUD_EST = "sud_est"
    SUD = "sud"
    SUD_OUEST = "sud_ouest"
    OUEST = "ouest"
    NORD_OUEST = "nord_ouest"


@dataclass(frozen=True, slots=True)
class ZoneCitee:
    """Une zone vue d’une parcelle : ce qu’elles ont en commun (m²), leur distance (m), et de quel côté elle est."""

    sorte: Sorte
    code: str
    nom: str
    deliberation: str
    deliberation_le: date
    competent: Competent
    en_zone_m2: int
    distance_m: float
    orientation: Orientation | None


@dataclass(frozen=True, slots=True)
class VersionCitee:
    """La version d’un zonage qui a été lue."""

    sorte: Sorte
    date_effet: date
    date_donnee: date
    source: str


@dataclass(frozen=True, slots=True)
class Constat:
    """Ce que l’on sait d’une parcelle à une date ; surfaces en mètres carrés, distance en mètres."""

    parcelle: Parcelle
    est_connue: bool
    statut: Statut
    droit: Droit
    est_sur: bool
    """Vrai si elle est hors de toute zone, assez loin pour que le tracé ne trompe pas : la réponse est immédiate."""
    surface_m2: int
    en_ens_m2: int = 0
    en_pean_m2: int = 0
    distance_m: float | None = None
    """À la zone la plus proche ; rien au-delà de `RAYON_M`."""
    zones: tuple[ZoneCitee, ...] = ()
    """Celles qui la touchent, la plus grande part d’abord."""
    voisines: tuple[ZoneCitee, ...] = ()
    """La plus proche de chaque sorte qui ne la touche pas."""
    versions: tuple[VersionCitee, ...] = ()
    cadastre_le: date | None = None
    """Le millésime du cadastre de sa commune ; rien s’il n’est pas importé."""

    def en_json(self) -> dict[str, Any]:
        """Rend le constat tel qu’il se garde."""
        garde: dict[str, Any] = _garde(asdict(self))
        return garde

    @classmethod
    def de_json(cls, garde: Mapping[str, Any]) -> "Constat":
        """Rend le constat gardé."""
        return cls(
            parcelle=Parcelle(**garde["parcelle"]),
            statut=Statut(garde["statut"]),
            droit=Droit(garde["droit"]),
            zones=tuple(map(_zone_gardee, garde["zones"])),
            voisines=tuple(map(_zone_gardee, garde["voisines"])),
            versions=tuple(map(_version_gardee, garde["versions"])),
            cadastre_le=date.fromisoformat(garde["cadastre_le"]) if garde["cadastre_le"] else None,
            **{nom: garde[nom] for nom in ("est_connue", "est_sur", "surface_m2", "distance_m")},
            **{nom: garde[nom] for nom in ("en_ens_m2", "en_pean_m2")},
        )


@dataclass(frozen=True, slots=True)
class ZoneTracee:
    """Une zone et son tracé, dans les environs du terrain."""

    zone: Zone
    sorte: Sorte
    trace: BaseGeometry


@dataclass(frozen=True, slots=True)
class Terrain:
    """Des constats, et ce qu’il faut pour les dessiner : tracés en Lambert-93, parcelles connues par leur IDU."""

    constats: tuple[Constat, ...]
    traces: Mapping[str, BaseGeometry]
    zones: tuple[ZoneTracee, ...]
    alentours: Sequence[BaseGeometry] = ()
    """Des parcelles voisines, pour se repérer."""


def constater(parcelles: Sequence[Parcelle], jour: date) -> list[Constat]:
    """Rend un constat par parcelle, dans leur ordre, selon les versions qui valent ce jour."""
    return list(_terrain(parcelles, jour).constats)


def observer(parcelles: Sequence[Parcelle], jour: date) -> Terrain:
    """Rend les constats de ces parcelles, leurs tracés et leurs alentours, selon les versions qui valent ce jour."""
    terrain = _terrain(parcelles, jour)
    if not terrain.traces:
        return terrain
    return replace(terrain, alentours=traces_autour(terrain.traces, {une.commune_insee for une in parcelles}))


def _terrain(parcelles: Sequence[Parcelle], jour: date) -> Terrain:
    versions = versions_au(jour)
    traces = _traces({une.idu for une in parcelles})
    zones = _zones_autour(list(traces.values()), versions)
    connus = {un.commune_insee: un.millesime for un in cadastres(sorted({une.commune_insee for une in parcelles}))}
    lues = tuple(_version_citee(version) for version in versions.values())
    precision = _precision(jour)
    constats = (
        _constat(une, trace, zones, precision)
        if (trace := traces.get(une.idu)) is not None and len(lues) == len(Sorte)
        else _inconnue(une, trace)
        for une in parcelles
    )
    complets = (replace(un, versions=lues, cadastre_le=connus.get(un.parcelle.commune_insee)) for un in constats)
    return Terrain(tuple(complets), traces, zones)


def _precision(jour: date) -> Precision:
    valeurs = valeurs_au(jour)
    return Precision(eclat_m2=float(valeurs["zonage_eclat"]), marge_m=float(valeurs["zonage_marge"]))


def _traces(idus: set[str]) -> dict[str, BaseGeometry]:
    lues = session.execute(
        select(ParcelleCadastrale.idu, ParcelleCadastrale.geometrie).where(ParcelleCadastrale.idu.in_(idus))
    )
    return {idu: shapely.from_wkb(trace) for idu, trace in lues}


def _zones_autour(parcelles: list[BaseGeometry], versions: Mapping[Sorte, VersionDeZonage]) -> tuple[ZoneTracee, ...]:
    """Rend les zones à moins de `RAYON_M` de l’ensemble de ces parcelles, coupées à ces environs."""
    if not parcelles or not versions:
        return ()
    ouest, sud, est, nord = shapely.total_bounds(parcelles).tolist()
    environs = ouest - RAYON_M, sud - RAYON_M, est + RAYON_M, nord + RAYON_M
    sortes = {version.id: sorte for sorte, version in versions.items()}
    lues = session.scalars(
        select(Zone)
        .where(
            Zone.version_id.in_(sortes),
            Zone.ouest <= environs[2],
            Zone.est >= environs[0],
            Zone.sud <= environs[3],
            Zone.nord >= environs[1],
        )
        .order_by(Zone.code)
    )
    coupees = ((zone, shapely.from_wkb(zone.geometrie).intersection(box(*environs))) for zone in lues)
    return tuple(ZoneTracee(zone, sortes[zone.version_id], trace) for zone, trace in coupees if not trace.is_empty)


def _constat(une: Parcelle, trace: BaseGeometry, zones: Sequence[ZoneTracee], precision: Precision) -> Constat:
    """Rend le constat d’une parcelle connue, sans ce qui vaut pour toutes : versions et millésime."""
    environs = trace.buffer(RAYON_M).envelope
    proches = [(zone, pres) for zone in zones if not (pres := zone.trace.intersection(environs)).is_empty]
    ens, pean = (
        mesurer(trace, [pres for zone, pres in proches if zone.sorte is sorte], precision)
        for sorte in (Sorte.ENS, Sorte.PEAN)
    )
    vues = (_citee(zone, trace, pres) for zone, pres in proches)
    citees = sorted((zone for zone in vues if zone.distance_m <= RAYON_M), key=lambda zone: zone.distance_m)
    touchees = [zone for zone in citees if zone.en_zone_m2 > precision.eclat_m2]
    voisines = {zone.sorte: zone for zone in reversed(citees) if zone not in touchees}
    return Constat(
        parcelle=une,
        est_connue=True,
        statut=statut(ens, pean),
        droit=droit(ens, pean),
        est_sur=ens.est_sure(precision) and pean.est_sure(precision),
        surface_m2=ens.surface_m2,
        en_ens_m2=_en_zone(ens),
        en_pean_m2=_en_zone(pean),
        distance_m=citees[0].distance_m if citees else None,
        zones=tuple(sorted(touchees, key=lambda zone: (-zone.en_zone_m2, zone.code))),
        voisines=tuple(voisines[sorte] for sorte in Sorte if sorte in voisines),
    )


def _inconnue(une: Parcelle, trace: BaseGeometry | None) -> Constat:
    """Rend le constat d’une parcelle absente du cadastre, ou d’un jour où il manque une version de zonage."""
    return Constat(
        parcelle=une,
        est_connue=trace is not None,
        statut=Statut.INCONNUE,
        droit=Droit.A_VOIR,
        est_sur=False,
        surface_m2=round(trace.area) if trace is not None else 0,
    )


def _en_zone(mesure: Mesure) -> int:
    """Rend la surface en zone ; toute la parcelle si elle y est entière, rien si elle ne fait que la toucher."""
    if mesure.part is Part.AUCUNE:
        return 0
    return mesure.surface_m2 if mesure.part is Part.ENTIERE else mesure.en_zone_m2


def _citee(zone: ZoneTracee, parcelle: BaseGeometry, pres: BaseGeometry) -> ZoneCitee:
    distance = parcelle.distance(pres)
    return ZoneCitee(
        sorte=zone.sorte,
        code=zone.zone.code,
        nom=zone.zone.nom,
        deliberation=zone.zone.deliberation,
        deliberation_le=zone.zone.deliberation_le,
        competent=zone.zone.competent,
        en_zone_m2=round(parcelle.intersection(pres).area),
        distance_m=math.floor(distance * 10) / 10,  # jamais plus loin qu’elle n’est
        orientation=_orientation(parcelle, pres) if distance > 0 else None,
    )


def _orientation(parcelle: BaseGeometry, zone: BaseGeometry) -> Orientation:
    """Rend le côté où est le point de la zone le plus proche de la parcelle."""
    ici, la_bas = nearest_points(parcelle, zone)
    azimut = math.degrees(math.atan2(la_bas.x - ici.x, la_bas.y - ici.y)) % 360
    return list(Orientation)[round(azimut / 45) % len(Orientation)]


def _version_citee(version: VersionDeZonage) -> VersionCitee:
    return VersionCitee(version.sorte, version.date_effet, version.date_donnee, version.source)


def _garde(valeur: Any) -> Any:  # noqa: ANN401 — une valeur JSON
    """Rend la valeur telle que JSON la porte : les jours en texte."""
    if isinstance(valeur, date):
        return valeur.isoformat()
    if isinstance(valeur, dict):
        return {nom: _garde(une) for nom, une in valeur.items()}
    return [_garde(une) for une in valeur] if isinstance(valeur, list | tuple) else valeur


def _zone_gardee(garde: Mapping[str, Any]) -> ZoneCitee:
    orientation = garde["orientation"]
    relues = {
        "sorte": Sorte(garde["sorte"]),
        "deliberation_le": date.fromisoformat(garde["deliberation_le"]),
        "competent": Competent(garde["competent"]),
        "orientation": Orientation(orientation) if orientation else None,
    }
    return ZoneCitee(**{**garde, **relues})


def _version_gardee(garde: Mapping[str, Any]) -> VersionCitee:
    jours = {nom: date.fromisoformat(garde[nom]) for nom in ("date_effet", "date_donnee")}
    return VersionCitee(sorte=Sorte(garde["sorte"]), source=garde["source"], **jours)
