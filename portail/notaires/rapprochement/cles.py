"""Les clés sous lesquelles une personne se retrouve sans que la base garde son nom : des empreintes à clé.

Une seule faute à la fois : si le nom est fautif, la date est juste, et sa clé suffit ; si la date l’est, le nom et un
prénom sont justes, et deux des trois parties de la date aussi. Une date retournée a sa propre clé ; une date incomplète
n’a que son année.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

from portail.notaires.rapprochement.identites import DateConnue, Identite
from portail.notaires.rapprochement.noms import formes, mots

Empreinte: TypeAlias = Callable[[str], int]
"""Texte → entier signé de 64 bits, à clé : deux bases de clés différentes ne se comparent pas."""

PRENOMS_RANGES = 4
"""Les prénoms d’une personne qui font une clé ; au-delà, aucun acte ne les demande."""


@dataclass(frozen=True, slots=True)
class Cles:
    """Ce qui se range pour une personne ; les parties de la date valent `None` si elle n’est pas entière."""

    naissance: int
    noms: tuple[int, ...]
    annee: int
    jour_mois: int | None
    mois_annee: int | None
    jour_annee: int | None


@dataclass(frozen=True, slots=True)
class Recherche:
    """Ce qui se cherche : l’une des dates, ou un nom avec deux parties de la date, ou avec l’année seule."""

    naissances: tuple[int, ...]
    cles: Cles


def cles(identite: Identite, empreinte: Empreinte) -> Cles:
    """Rend les clés de cette personne."""
    ne_le = identite.naissance
    entiere = ne_le.est_entiere
    return Cles(
        naissance=_de_la_date(ne_le, empreinte),
        noms=tuple(sorted({empreinte(f"nom {texte}") for texte in _noms_et_prenoms(identite)})),
        annee=empreinte(f"an {ne_le.annee:04d}"),
        jour_mois=empreinte(f"jm {ne_le.jour:02d}{ne_le.mois:02d}") if entiere else None,
        mois_annee=empreinte(f"ma {ne_le.mois:02d}{ne_le.annee:04d}") if entiere else None,
        jour_annee=empreinte(f"ja {ne_le.jour:02d}{ne_le.annee:04d}") if entiere else None,
    )


def recherche(identite: Identite, empreinte: Empreinte) -> Recherche:
    """Rend ce qu’il faut chercher pour trouver cette personne malgré une faute."""
    retournee = identite.naissance.retournee
    dates = [identite.naissance, *([retournee] if retournee else [])]
    return Recherche(tuple(_de_la_date(une, empreinte) for une in dates), cles(identite, empreinte))


def _de_la_date(une: DateConnue, empreinte: Empreinte) -> int:
    return empreinte(f"ne {une.chiffres}")


def _noms_et_prenoms(identite: Identite) -> Iterator[str]:
    """Rend chaque nom, sous chacune de ses formes, avec chaque prénom : leur ordre ne compte pas."""
    noms = formes(identite.nom_naissance) | formes(identite.nom_usage)
    prenoms = [mot for prenom in identite.prenoms for mot in mots(prenom)][:PRENOMS_RANGES]
    return (f"{nom} {prenom}" for nom, prenom in product(noms, prenoms))
