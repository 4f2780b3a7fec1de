"""Écrire ce qu’un fichier apporte : une version de zonage entière ou rien, le cadastre d’une commune d’un coup."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from portail.notaires.zones.appartenance import Sorte
from portail.notaires.zones.models import (
    AdresseLocale,
    CadastreDeCommune,
    ImportGeographique,
    ParcelleCadastrale,
    VersionDeZonage,
    Zone,
)
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import SaisieInvalide
from portail.socle.traduction import _

TRANCHE = 1000
T = TypeVar("T")


def par_tranches(suite: Iterable[T]) -> Iterator[list[T]]:
    """Rend la suite par listes de mille au plus."""
    reste = iter(suite)
    while tranche := list(islice(reste, TRANCHE)):
        yield tranche


class VersionFigee(SaisieInvalide):
    """Une version de ce zonage prend déjà effet ce jour-là."""

    message = _("Une version de ce zonage prend déjà effet ce jour-là, et elle ne change plus. Donnez une autre date.")


class ZonesRejetees(SaisieInvalide):
    """Une zone manquerait : la version mentirait."""

    message = _("Des zones sont rejetées : la version serait fausse, rien n’en est écrit. Corrigez le fichier.")


class RienDedans(SaisieInvalide):
    """Le fichier n’apporte rien."""

    message = _("Ce fichier ne contient rien que l’on puisse importer.")


@dataclass(slots=True)
class Bilan:
    """Ce qu’une écriture a changé."""

    ajoutes: int = 0
    changes: int = 0
    inchanges: int = 0
    otes: int = 0


def ecrire_le_zonage(courant: ImportGeographique, zones: Sequence[dict[str, Any]]) -> Bilan:
    """Écrit une version et ses zones ; le même fichier, déjà écrit, ne change rien ; lève `VersionFigee`."""
    sorte = Sorte(courant.couche.value)
    deja = session.scalars(
        select(VersionDeZonage).where(VersionDeZonage.sorte == sorte, VersionDeZonage.date_effet == courant.date_effet)
    ).one_or_none()
    if deja is not None:
        if deja.empreinte != courant.empreinte:
            raise VersionFigee
        return Bilan(inchanges=len(zones))
    version = VersionDeZonage(
        sorte=sorte,
        date_effet=courant.date_effet,
        date_donnee=courant.date_donnee,
        source=courant.source,
        empreinte=courant.empreinte,
        importee_le=horloge.maintenant(),
        agent_id=courant.agent_id,
    )
    session.add(version)
    session.flush()
    session.add_all(Zone(version_id=version.id, **une) for une in zones)
    return Bilan(ajoutes=len(zones))


def ecrire_le_cadastre(courant: ImportGeographique, parcelles: Sequence[dict[str, Any]]) -> Bilan:
    """Met le cadastre d’une commune à ce que dit le fichier : ce qui n’y est plus est ôté."""
    commune = parcelles[0]["commune_insee"]
    siennes = ParcelleCadastrale.commune_insee == commune
    en_place = {
        idu: (contenance, trace)
        for idu, contenance, trace in session.execute(
            select(ParcelleCadastrale.idu, ParcelleCadastrale.contenance_m2, ParcelleCadastrale.geometrie).where(
                siennes
            )
        )
    }
    lues = {une["idu"]: une for une in parcelles}
    neuves = [une for idu, une in lues.items() if idu not in en_place]
    autres = [
        une
        for idu, une in lues.items()
        if idu in en_place and en_place[idu] != (une["contenance_m2"], une["geometrie"])
    ]
    disparues = sorted(en_place.keys() - lues.keys())
    for tranche in par_tranches([*disparues, *(une["idu"] for une in autres)]):
        session.execute(delete(ParcelleCadastrale).where(ParcelleCadastrale.idu.in_(tranche)))
    session.execute(update(ParcelleCadastrale).where(siennes).values(millesime=courant.date_donnee))
    if ecrites := [{**une, "millesime": courant.date_donnee} for une in (*neuves, *autres)]:
        session.execute(insert(ParcelleCadastrale), ecrites)
    _noter_le_cadastre(commune, courant, len(lues))
    return Bilan(len(neuves), len(autres), len(lues) - len(neuves) - len(autres), len(disparues))


def _noter_le_cadastre(commune: str, courant: ImportGeographique, parcelles: int) -> None:
    note = {
        "millesime": courant.date_donnee,
        "empreinte": courant.empreinte,
        "parcelles": parcelles,
        "importe_le": horloge.maintenant(),
    }
    ordre = insert(CadastreDeCommune).values(commune_insee=commune, **note)
    session.execute(ordre.on_conflict_do_update(index_elements=["commune_insee"], set_=note))


def ecrire_des_adresses(adresses: Iterable[dict[str, Any]]) -> Bilan:
    """Ajoute ou met à jour une tranche d’adresses ; ce qui n’a pas changé n’est pas réécrit."""
    lues = {une["id"]: une for une in adresses}
    en_place = {une.id: une for une in session.scalars(select(AdresseLocale).where(AdresseLocale.id.in_(lues)))}
    neuves = [une for identifiant, une in lues.items() if identifiant not in en_place]
    autres = [
        une
        for identifiant, une in lues.items()
        if identifiant in en_place and any(getattr(en_place[identifiant], nom) != une[nom] for nom in une)
    ]
    if neuves:
        session.execute(insert(AdresseLocale), neuves)
    if autres:
        session.execute(update(AdresseLocale), autres)
    return Bilan(len(neuves), len(autres), len(lues) - len(neuves) - len(autres))


def oter_les_adresses(communes: Iterable[str], lues: set[str]) -> int:
    """Ôte, de ces communes, les adresses que le fichier ne cite plus ; rend leur nombre."""
    return sum(_oter(commune, lues) for commune in sorted(communes))


def _oter(commune: str, lues: set[str]) -> int:
    connues = session.scalars(select(AdresseLocale.id).where(AdresseLocale.commune_insee == commune))
    disparues = sorted(set(connues) - lues)
    for tranche in par_tranches(disparues):
        session.execute(delete(AdresseLocale).where(AdresseLocale.id.in_(tranche)))
    return len(disparues)
