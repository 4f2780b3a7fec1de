"""Des personnes aidées, fictives, toujours les mêmes pour une graine : de quoi éprouver la recherche.

Les noms répandus reviennent souvent, comme dans un vrai fichier : les homonymes font la difficulté.
"""

import json
import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from importlib.resources import files
from itertools import accumulate

from portail.notaires.aides.lecture import COLONNES
from portail.notaires.rapprochement.identites import DateConnue, Identite
from portail.notaires.successions.recuperation import Nature

_NOMS: dict[str, list[str]] = json.loads(
    files("portail.demonstration").joinpath("noms_fictifs.json").read_text("utf-8")
)
_PREMIER_JOUR, _JOURS = date(1915, 1, 1), 18_000
_ALLONGES = ("-Marie", "-Pierre", "-Yves", "-Claude")


def _poids(noms: list[str], *, aplati: int) -> list[float]:
    """Rend le poids cumulé de chaque nom : les premiers reviennent plus souvent."""
    return list(accumulate(1 / (rang + aplati) for rang in range(len(noms))))


_FEMMES, _HOMMES, _REPANDUS = _NOMS["femmes"], _NOMS["hommes"], _NOMS["repandus"]
_POIDS_FEMMES, _POIDS_HOMMES, _POIDS_REPANDUS = (
    _poids(_FEMMES, aplati=4),
    _poids(_HOMMES, aplati=4),
    _poids(_REPANDUS, aplati=8),
)


def personnes(nombre: int, *, graine: int = 44) -> Iterator[Identite]:
    """Rend `nombre` personnes fictives."""
    alea = random.Random(graine)
    for _rang in range(nombre):
        yield _personne(alea)


def _personne(alea: random.Random) -> Identite:
    femme = alea.random() < 0.68
    choix, poids, sexe = (_FEMMES, _POIDS_FEMMES, "F") if femme else (_HOMMES, _POIDS_HOMMES, "M")
    prenoms = tuple(dict.fromkeys(alea.choices(choix, cum_weights=poids, k=alea.randint(1, 3))))
    if alea.random() < 0.06:
        prenoms = (prenoms[0] + alea.choice(_ALLONGES), *prenoms[1:])
    return Identite(
        nom_naissance=_nom(alea),
        prenoms=prenoms,
        naissance=_naissance(alea),
        nom_usage=_nom(alea) if femme and alea.random() < 0.75 else "",
        lieu=alea.choice(_NOMS["lieux"]),
        sexe=sexe,
    )


def _nom(alea: random.Random) -> str:
    tirage = alea.random()
    if tirage < 0.30:
        return alea.choices(_REPANDUS, cum_weights=_POIDS_REPANDUS)[0]
    if tirage < 0.36:
        return alea.choice(_NOMS["a_particule"])
    nom = "".join(alea.choice(_NOMS[partie]) for partie in ("debuts", "milieux", "fins"))
    return f"{nom}-{alea.choice(_REPANDUS)}" if tirage > 0.98 else nom


def _naissance(alea: random.Random) -> DateConnue:
    jour = _PREMIER_JOUR + timedelta(days=alea.randrange(_JOURS))
    return DateConnue(jour.year) if alea.random() < 0.003 else DateConnue.du(jour)


def lignes(nombre: int, *, aujourd_hui: date, graine: int = 44) -> Iterator[dict[str, str]]:
    """Rend les lignes d’un fichier d’aides fictives (voir `aides/lecture.py`)."""
    return lignes_de(enumerate(personnes(nombre, graine=graine), start=1), aujourd_hui=aujourd_hui, graine=graine)


def lignes_de(
    numerotees: Iterable[tuple[int, Identite]], *, aujourd_hui: date, graine: int = 44
) -> Iterator[dict[str, str]]:
    """Rend les lignes de ces personnes, une ou deux par personne."""
    alea = random.Random(graine)
    for rang, personne in numerotees:
        for suite in range(1 + (alea.random() < 0.1)):
            yield _ligne(personne, rang, suite, alea, aujourd_hui)


def _ligne(personne: Identite, rang: int, suite: int, alea: random.Random, aujourd_hui: date) -> dict[str, str]:
    debut = aujourd_hui - timedelta(days=alea.randint(400, 4000))
    ne_le = personne.naissance
    valeurs = (
        f"P{rang:07d}",
        personne.nom_naissance,
        personne.nom_usage,
        " ".join(personne.prenoms),
        f"{ne_le.annee:04d}-{ne_le.mois:02d}-{ne_le.jour:02d}",
        personne.lieu,
        personne.sexe,
        f"A{rang:07d}-{suite}",
        alea.choice(list(Nature)).value,
        (debut - timedelta(days=60)).isoformat(),
        debut.isoformat(),
        (debut + timedelta(days=alea.randint(30, 390))).isoformat(),
        str(Decimal(alea.randint(50_000, 6_000_000)) / 100),
        aujourd_hui.isoformat(),
        "non",
        "44",
        "non",
    )
    return dict(zip(COLONNES, valeurs, strict=True))
