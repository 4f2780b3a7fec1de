"""Les versions des zonages, une par sorte et par date d’effet : celle d’un jour est la dernière à avoir pris effet."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import defer

from portail.notaires.zones.appartenance import Sorte
from portail.notaires.zones.models import CadastreDeCommune, ParcelleCadastrale, VersionDeZonage, Zone
from portail.socle.base import session
from portail.socle.erreurs import Introuvable

ALENTOURS_M, ALENTOURS_MAX_M, VOISINES_AU_PLUS = 100.0, 800.0, 120
"""Jusqu’où chercher les parcelles voisines, l’étendue d’un terrain trop épars, et combien en montrer."""


def versions_au(jour: date) -> Mapping[Sorte, VersionDeZonage]:
    """Rend la version qui vaut ce jour, pour chaque sorte qui en a une."""
    dernieres = (
        select(VersionDeZonage)
        .where(VersionDeZonage.date_effet <= jour)
        .ext(distinct_on(VersionDeZonage.sorte))
        .order_by(VersionDeZonage.sorte, VersionDeZonage.date_effet.desc())
    )
    return {une.sorte: une for une in session.scalars(dernieres)}


def toutes_les_versions() -> Sequence[tuple[VersionDeZonage, int]]:
    """Rend chaque version et le nombre de ses zones, la plus récente d’abord."""
    lignes = session.execute(
        select(VersionDeZonage, func.count(Zone.id))
        .outerjoin(Zone, Zone.version_id == VersionDeZonage.id)
        .group_by(VersionDeZonage.id)
        .order_by(VersionDeZonage.date_effet.desc(), VersionDeZonage.sorte)
    )
    return [(version, nombre) for version, nombre in lignes]


def version_de(version_id: UUID) -> VersionDeZonage:
    """Rend une version ; lève `Introuvable`."""
    version = session.get(VersionDeZonage, version_id)
    if version is None:
        raise Introuvable
    return version


def zones_de(version_id: UUID) -> Sequence[Zone]:
    """Rend les zones d’une version, par nom, sans leur tracé."""
    return session.scalars(
        select(Zone).where(Zone.version_id == version_id).order_by(Zone.nom, Zone.code).options(defer(Zone.geometrie))
    ).all()


def traces_de(version_id: UUID) -> Mapping[str, BaseGeometry]:
    """Rend le tracé de chaque zone d’une version, par code, en Lambert-93."""
    lus = session.execute(select(Zone.code, Zone.geometrie).where(Zone.version_id == version_id).order_by(Zone.code))
    return {code: shapely.from_wkb(trace) for code, trace in lus}


def traces_autour(traces: Mapping[str, BaseGeometry], communes: set[str]) -> Sequence[BaseGeometry]:
    """Rend le tracé de parcelles voisines, dans ces communes : assez pour se repérer, rien si le terrain est épars."""
    ouest, sud, est, nord = shapely.total_bounds(list(traces.values())).tolist()
    air = max(ALENTOURS_M, est - ouest, nord - sud)
    if air > ALENTOURS_MAX_M:
        return []
    lus = session.scalars(
        select(ParcelleCadastrale.geometrie)
        .where(
            ParcelleCadastrale.commune_insee.in_(sorted(communes)),
            ParcelleCadastrale.ouest <= est + air,
            ParcelleCadastrale.est >= ouest - air,
            ParcelleCadastrale.sud <= nord + air,
            ParcelleCadastrale.nord >= sud - air,
            ParcelleCadastrale.idu.not_in(sorted(traces)),
        )
        .limit(VOISINES_AU_PLUS)
    )
    return [shapely.from_wkb(trace) for trace in lus]


def cadastres(communes: Sequence[str] = ()) -> Sequence[CadastreDeCommune]:
    """Rend le cadastre de chacune de ces communes, s’il est importé ; de toutes, si aucune n’est nommée."""
    lus = select(CadastreDeCommune).order_by(CadastreDeCommune.commune_insee)
    return session.scalars(lus.where(CadastreDeCommune.commune_insee.in_(communes)) if communes else lus).all()
