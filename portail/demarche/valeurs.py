"""Les valeurs d’une déclaration : lire, afficher, remettre au formulaire, typer pour les règles.

C’est la porte des autres modules ; le détail par type est dans `lecture/` et `affichage.py`.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import singledispatch

from portail.demarche import champs
from portail.demarche.affichage import afficher, masquer, telephone_ecrit
from portail.demarche.champs import Champ
from portail.demarche.formats import separateur_decimal
from portail.demarche.lecture.brut import Brut, exemplaires, nom_de_partie, sous_brut
from portail.demarche.lecture.contexte import AnnuaireCommunes, CommuneConnue, Contexte
from portail.demarche.lecture.dates import PARTIES as PARTIES_DE_DATE
from portail.demarche.lecture.lieux import PARTIES as PARTIES_D_ADRESSE
from portail.demarche.lecture.lire import Valeur, lire, options_de
from portail.demarche.lecture.refus import Faute, Libelle, ValeurRefusee

__all__ = [
    "PARTIES_DE_DATE",
    "PARTIES_D_ADRESSE",
    "AnnuaireCommunes",
    "Brut",
    "CommuneConnue",
    "Contexte",
    "Faute",
    "Libelle",
    "Valeur",
    "ValeurRefusee",
    "afficher",
    "aplatir",
    "exemplaires",
    "lire",
    "masquer",
    "nom_de_partie",
    "options_de",
    "parties",
    "sous_brut",
    "typee",
]


def parties(champ: Champ, valeur: Valeur, langue: str = "fr") -> Brut:
    """Rend les textes à remettre dans le formulaire : relus dans cette langue, ils redonnent la même valeur."""
    return {} if valeur is None else _parties(champ, valeur, langue)


@singledispatch
def _parties(_champ: Champ, valeur: Valeur, _langue: str) -> Brut:
    return {"": valeur if isinstance(valeur, list) else str(valeur)}


@_parties.register(champs.Nombre)
@_parties.register(champs.Montant)
def _parties_de_nombre(_champ: Champ, valeur: str, langue: str) -> Brut:
    return {"": valeur.removesuffix(".00").replace(".", separateur_decimal(langue))}


@_parties.register
def _parties_de_date(_champ: champs.DateConnue, valeur: str, _langue: str) -> Brut:
    jour = date.fromisoformat(valeur)
    return {"jour": f"{jour.day:02}", "mois": f"{jour.month:02}", "annee": str(jour.year)}


@_parties.register
def _parties_de_date_recente(_champ: champs.DateRecente, valeur: str, _langue: str) -> Brut:
    return {"": f"{date.fromisoformat(valeur):%d/%m/%Y}"}


@_parties.register
def _parties_d_attestation(_champ: champs.Attestation, valeur: bool, _langue: str) -> Brut:
    return {"": "oui"} if valeur else {}


@_parties.register
def _parties_de_telephone(_champ: champs.Telephone, valeur: str, _langue: str) -> Brut:
    return {"": telephone_ecrit(valeur)}


@_parties.register(champs.Iban)
@_parties.register(champs.Siren)
@_parties.register(champs.Siret)
@_parties.register(champs.NumeroFiscal)
@_parties.register(champs.Nir)
def _parties_d_identifiant(champ: Champ, valeur: str, _langue: str) -> Brut:
    return {"": afficher(champ, valeur, str)}


@_parties.register
def _parties_de_commune(_champ: champs.Commune, valeur: dict[str, str | None], _langue: str) -> Brut:
    return {"": valeur["nom"] or ""}


@_parties.register
def _parties_d_adresse(_champ: champs.Adresse, valeur: dict[str, str | None], _langue: str) -> Brut:
    return {partie: valeur[partie] or "" for partie in PARTIES_D_ADRESSE}


@_parties.register
def _parties_de_bloc(champ: champs.BlocRepete, valeur: list[dict[str, Valeur]], langue: str) -> Brut:
    return {
        f"{rang}-{nom_de_partie(sous_champ.identifiant, partie)}": texte
        for rang, exemplaire in enumerate(valeur)
        for sous_champ in champ.champs
        for partie, texte in parties(sous_champ, exemplaire.get(sous_champ.identifiant), langue).items()
    }


def typee(champ: Champ, valeur: Valeur) -> Valeur:
    """Rend la valeur sous le type que les règles emploient.

    Nombre, montant, valeur calculée : Decimal ; date : date ; commune : code INSEE ou None ; bloc répété :
    liste de réponses aplaties ; les autres telles quelles.
    """
    return None if valeur is None else _typee(champ, valeur)


@singledispatch
def _typee(_champ: Champ, valeur: Valeur) -> Valeur:
    return valeur


@_typee.register(champs.Nombre)
@_typee.register(champs.Montant)
@_typee.register(champs.ValeurCalculee)
def _typee_nombre(_champ: Champ, valeur: str) -> Decimal:
    return Decimal(valeur)


@_typee.register(champs.DateConnue)
@_typee.register(champs.DateRecente)
def _typee_date(_champ: Champ, valeur: str) -> date:
    return date.fromisoformat(valeur)


@_typee.register
def _typee_commune(_champ: champs.Commune, valeur: dict[str, str | None]) -> str | None:
    return valeur["insee"]


@_typee.register
def _typee_bloc(champ: champs.BlocRepete, valeur: list[dict[str, Valeur]]) -> list[dict[str, Valeur]]:
    return [aplatir(champ.champs, exemplaire) for exemplaire in valeur]


def aplatir(declares: Iterable[Champ] | Mapping[str, Champ], reponses: Mapping[str, Valeur]) -> dict[str, Valeur]:
    """Rend les réponses typées, à plat, pour les règles ; un champ sans réponse vaut None.

    Une adresse ajoute ses parties : `adresse.commune` est le code INSEE (None hors du département), les autres
    (`voie`, `complement`, `code_postal`) des textes.
    """
    plat: dict[str, Valeur] = {}
    for champ in declares.values() if isinstance(declares, Mapping) else declares:
        valeur = reponses.get(champ.identifiant)
        plat[champ.identifiant] = typee(champ, valeur)
        if isinstance(champ, champs.Adresse):
            adresse = valeur or {}
            plat |= {f"{champ.identifiant}.{partie}": adresse.get(partie) for partie in PARTIES_D_ADRESSE}
            plat[f"{champ.identifiant}.commune"] = adresse.get("commune_insee")
    return plat
