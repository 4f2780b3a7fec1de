"""Un cadastre et des zones au cordeau, en mètres, pour les essais : l’origine est au coin sud-ouest du terrain."""

from collections.abc import Iterable
from datetime import date

import shapely
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from portail.notaires.zones.appartenance import Sorte
from portail.notaires.zones.models import (
    AdresseLocale,
    CadastreDeCommune,
    Competent,
    ParcelleCadastrale,
    VersionDeZonage,
    Zone,
)
from portail.notaires.zones.parcelles import Parcelle
from portail.socle import horloge
from portail.socle.base import session, transaction

ORIGINE = (345_000.0, 6_690_000.0)
EFFET = date(2020, 1, 1)


def rectangle(ouest: float, sud: float, est: float, nord: float) -> BaseGeometry:
    """Rend un rectangle, à tant de mètres de l’origine."""
    x, y = ORIGINE
    return box(x + ouest, y + sud, x + est, y + nord)


def cadastrer(traces: Iterable[tuple[Parcelle, BaseGeometry]], millesime: date = EFFET) -> None:
    """Écrit ces parcelles, et le cadastre de leurs communes."""
    lues = list(traces)
    with transaction():
        session.add_all(
            ParcelleCadastrale(
                idu=une.idu, commune_insee=une.commune_insee, prefixe=une.prefixe, section=une.section,
                numero=une.numero, contenance_m2=round(trace.area), millesime=millesime, **_trace(trace),
            )
            for une, trace in lues
        )  # fmt: skip
        for commune in {une.commune_insee for une, _trace in lues}:
            session.add(
                CadastreDeCommune(
                    commune_insee=commune, millesime=millesime, empreinte="", parcelles=len(lues),
                    importe_le=horloge.maintenant(),
                )
            )  # fmt: skip


def zoner(
    sorte: Sorte,
    *traces: BaseGeometry,
    effet: date = EFFET,
    competent: Competent = Competent.DEPARTEMENT,
    nom: str = "Zone",
) -> None:
    """Écrit une version de ces zones, nommées « Zone 1 », « Zone 2 »…"""
    with transaction():
        version = VersionDeZonage(
            sorte=sorte, date_effet=effet, date_donnee=effet, source="Essai", empreinte="",
            importee_le=horloge.maintenant(),
        )  # fmt: skip
        session.add(version)
        session.flush()
        for rang, trace in enumerate(traces, start=1):
            session.add(
                Zone(
                    version_id=version.id, code=f"{sorte}-{rang}", nom=f"{nom} {rang}", deliberation=f"D-{rang}",
                    deliberation_le=date(2015, 6, 1), competent=competent, **_trace(trace),
                )
            )  # fmt: skip


def _trace(trace: BaseGeometry) -> dict[str, object]:
    bornes = dict(zip(("ouest", "sud", "est", "nord"), trace.bounds, strict=True))
    return {"geometrie": shapely.to_wkb(trace), **bornes}


def adresser() -> None:
    """Écrit des points d’adresse : deux sur le terrain de l’origine, d’un nom voisin, et un hors de tout."""
    x, y = ORIGINE
    points = {"12 Rue de la Salle": (50, 40), "12 Impasse de la Salle": (50, 40), "14 Rue de la Salle": (900, 900)}
    points["12 Rue de la Salle (D)"] = (0, 0)
    with transaction():
        session.add_all(
            AdresseLocale(
                id=libelle, commune_insee="44047", libelle=libelle,
                cle=libelle.lower().replace(" de la", "").removesuffix(" (d)"),
                x=x + est, y=y + nord,
            )
            for libelle, (est, nord) in points.items()
        )  # fmt: skip
