"""Des réponses possibles, tirées de la déclaration : de quoi essayer conditions, règles et calculs."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, singledispatch
from importlib.resources import files
from itertools import combinations, product
from typing import Any

from portail.demarche import champs
from portail.demarche.champs import Champ
from portail.demarche.declaration import Demarche
from portail.demarche.lecture.lire import options_de

JOUR = date(2026, 11, 21)
COMMUNES = ("44043", "44109")
AILLEURS = "49160"
AGES = (0, 2, 5, 8, 12, 14, 16, 18, 20, 24, 30, 45, 60, 75, 100)
# Valeurs bien formées, réservées aux exemples.
TEXTES: Mapping[type[Champ], str] = {
    champs.Courriel: "personne@courriel.example",
    champs.Telephone: "+33639981234",
    champs.Iban: "FR7630006000011234567890189",
    champs.Siret: "73282932000074",
    champs.Siren: "732829320",
    champs.NumeroFiscal: "3023217600053",
    champs.Nir: "255081416802538",
}
LIMITE = 5_000
"""Au-delà, on n’essaie plus tous les jeux de réponses, mais toutes les paires."""


@cache
def parametres_livres(jour: date | None = None) -> Mapping[str, Decimal]:
    """Rend les paramètres du fichier semé en base, en vigueur ce jour ; sans jour, à leur valeur la plus récente."""
    with files("portail").joinpath("donnees/parametres.csv").open(encoding="utf-8") as fichier:
        lignes = sorted(csv.DictReader(fichier, delimiter=";"), key=lambda ligne: ligne["debut"])
    retenues = lignes if jour is None else [ligne for ligne in lignes if _en_vigueur(ligne, jour.isoformat())]
    return {ligne["code"]: Decimal(ligne["valeur"]) for ligne in retenues}


def _en_vigueur(ligne: Mapping[str, str], jour: str) -> bool:
    return ligne["debut"] <= jour and (not ligne["fin"] or jour <= ligne["fin"])


def reponses_plateforme(demarche: Demarche) -> dict[str, tuple[Any, ...]]:
    """Rend ce que valent les réponses posées par la plateforme."""
    return {
        "qualite_deposant": tuple(demarche.deposants),
        "identite_certifiee": (True, False),
        "doublons": (0, 1, 2),
    }


@singledispatch
def reponses_possibles(champ: Champ) -> tuple[Any, ...]:
    """Rend des réponses (JSON) représentatives d’un champ, sans l’absence de réponse."""
    return (TEXTES.get(type(champ), "texte"),)


@reponses_possibles.register
def _texte_court(champ: champs.TexteCourt) -> tuple[Any, ...]:
    return (champ.exemple or "texte",)


@reponses_possibles.register(champs.Information)
@reponses_possibles.register(champs.ValeurCalculee)
def _aucune(champ: Champ) -> tuple[Any, ...]:
    return ()


@reponses_possibles.register(champs.Choix)
@reponses_possibles.register(champs.OuiNon)
def _options(champ: champs.Choix | champs.OuiNon) -> tuple[Any, ...]:
    return tuple(options_de(champ))


@reponses_possibles.register
def _options_multiples(champ: champs.ChoixMultiple) -> tuple[Any, ...]:
    return (*([code] for code in champ.options), [code for code in champ.options if code != champ.exclusive])


@reponses_possibles.register
def _case(champ: champs.Attestation) -> tuple[Any, ...]:
    return (True,) if champ.obligatoire else (True, False)


@reponses_possibles.register(champs.Nombre)
@reponses_possibles.register(champs.Montant)
def _nombres(champ: champs.Nombre | champs.Montant) -> tuple[Any, ...]:
    pas = champ.pas if isinstance(champ, champs.Nombre) else Decimal("0.01")
    vises = (champ.minimum, champ.minimum + pas, Decimal(600), Decimal(14_300), champ.maximum)
    bornes = (min(max(vise // pas * pas, champ.minimum), champ.maximum) for vise in vises)
    return tuple(str(valeur) for valeur in dict.fromkeys(bornes))


@reponses_possibles.register
def _dates(champ: champs.DateConnue) -> tuple[Any, ...]:
    passees = [JOUR.replace(year=JOUR.year - ans) for ans in AGES if ans <= champ.ans_max]
    return tuple(jour.isoformat() for jour in (*passees, *(() if champ.passee else (JOUR.replace(year=2027),))))


@reponses_possibles.register
def _dates_recentes(champ: champs.DateRecente) -> tuple[Any, ...]:
    return (JOUR.isoformat(), JOUR.replace(day=1).isoformat())


@reponses_possibles.register
def _adresses(champ: champs.Adresse) -> tuple[Any, ...]:
    ici = {"voie": "8 rue du Minage", "complement": "", "code_postal": "44190", "commune": "Clisson"}
    ailleurs = {"voie": "2 rue du Pont", "complement": "", "code_postal": "35000", "commune": "Rennes"}
    return ({**ici, "commune_insee": COMMUNES[0]}, {**ailleurs, "commune_insee": None})


@reponses_possibles.register
def _communes(champ: champs.Commune) -> tuple[Any, ...]:
    ici = ({"nom": "Clisson", "insee": COMMUNES[0]}, {"nom": "Nantes", "insee": COMMUNES[1]})
    ailleurs = ({"nom": "Ingrandes-le-Fresne-sur-Loire", "insee": AILLEURS}, {"nom": "Rennes (35000)", "insee": None})
    return (*ici, *ailleurs) if champ.hors_departement else ici


@reponses_possibles.register
def _exemplaires(champ: champs.BlocRepete) -> tuple[Any, ...]:
    par_champ = {sous.identifiant: reponses_possibles(sous) for sous in champ.champs}
    longueur = max((len(valeurs) for valeurs in par_champ.values()), default=0)
    uns = [
        {nom: valeurs[rang % len(valeurs)] for nom, valeurs in par_champ.items() if valeurs} for rang in range(longueur)
    ]
    return (*([un] for un in uns), uns[: champ.maximum])


def jeux(domaines: Mapping[str, Sequence[Any]]) -> Iterator[dict[str, Any]]:
    """Rend les combinaisons à essayer : toutes si elles tiennent dans `LIMITE`, sinon toutes les paires."""
    total = 1
    for valeurs in domaines.values():
        total *= len(valeurs)
    if total <= LIMITE:
        for tirage in product(*domaines.values()):
            yield dict(zip(domaines, tirage, strict=True))
        return
    base = {nom: valeurs[0] for nom, valeurs in domaines.items()}
    for un, autre in combinations(domaines, 2):
        for tirage in product(domaines[un], domaines[autre]):
            yield base | dict(zip((un, autre), tirage, strict=True))
