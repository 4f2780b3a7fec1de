"""Les clés sous lesquelles une personne se retrouve sans que la base garde son nom : des empreintes à clé.

Une chose fausse à la fois. Si c’est un nom ou un prénom, la date est juste, et sa clé suffit. Si c’est la date, chaque
nom se range avec deux de ses trois parties. Jour et mois échangés se cherchent aussi. Une date incomplète n’a que son
année : on la cherche avec chaque nom ; au fichier, la personne se range en plus sous ses noms seuls, et sous ses
prénoms avec l’année.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

from portail.notaires.rapprochement.identites import DateConnue, Identite
from portail.notaires.rapprochement.noms import formes, mots

Empreinte: TypeAlias = Callable[[str], int]
"""Texte → entier signé de 64 bits, à clé : deux bases de clés différentes ne se comparent pas."""


@dataclass(frozen=True, slots=True)
class Cles:
    """Ce sous quoi une personne se range."""

    naissance: int
    noms: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Recherche:
    """Ce qui se cherche : l’une de ces dates, ou l’une de ces clés de nom."""

    naissances: tuple[int, ...]
    noms: tuple[int, ...]


def cles(identite: Identite, empreinte: Empreinte) -> Cles:
    """Rend les clés de cette personne."""
    textes = {*_noms_dates(identite, identite.naissance.paires), *_noms_dates(identite, [_annee(identite)])}
    if not identite.naissance.est_entiere:
        textes |= _date_incomplete(identite)
    return Cles(empreinte(f"ne {identite.naissance.chiffres}"), tuple(sorted(map(empreinte, textes))))


def recherche(identite: Identite, empreinte: Empreinte) -> Recherche:
    """Rend ce qu’il faut chercher pour trouver cette personne malgré une faute."""
    parties = identite.naissance.paires or [_annee(identite)]
    textes = {*_noms_dates(identite, parties), *_date_incomplete(identite)}
    naissances = tuple(empreinte(f"ne {une.chiffres}") for une in _dates(identite.naissance))
    return Recherche(naissances, tuple(sorted(map(empreinte, textes))))


def _dates(ne_le: DateConnue) -> Iterator[DateConnue]:
    """Rend les dates à chercher ; bien des registres écrivent « 1ᵉʳ janvier » quand seule l’année est connue."""
    yield ne_le
    if ne_le.retournee:
        yield ne_le.retournee
    if not ne_le.est_entiere:
        yield DateConnue(ne_le.annee, 1, 1)


def _noms_dates(identite: Identite, parties: Iterable[str]) -> Iterator[str]:
    """Rend chaque nom, sous chacune de ses formes, avec chacune de ces parties de la date."""
    return (f"{nom} {partie}" for nom, partie in product(_formes(identite), parties))


def _annee(identite: Identite) -> str:
    return f"{identite.naissance.annee:04d}"


def _date_incomplete(identite: Identite) -> set[str]:
    """Rend ce sous quoi se range, en plus, une personne dont la date n’est pas entière : elles sont rares."""
    prenoms = {mot for prenom in identite.prenoms for mot in mots(prenom)}
    return {f"{nom} ?" for nom in _formes(identite)} | {f"? {prenom} {_annee(identite)}" for prenom in prenoms}


def _formes(identite: Identite) -> frozenset[str]:
    return formes(identite.nom_naissance) | formes(identite.nom_usage)
