"""Montrer une réponse : de la valeur gardée au texte qu’on lit. Un type de champ, une fonction."""

from datetime import date
from decimal import Decimal
from functools import singledispatch

import phonenumbers
from stdnum import iban
from stdnum.fr import nif, nir, siren, siret

from portail.demarche import champs
from portail.demarche.champs import Champ
from portail.demarche.declaration import _
from portail.demarche.formats import en_date, en_euros, en_nombre
from portail.demarche.lecture.coordonnees import INDICATIFS_FRANCAIS
from portail.demarche.lecture.lire import Valeur, options_de
from portail.demarche.lecture.refus import Traduire

_CHIFFRES_MONTRES = 3
EURO = "€"


def afficher(champ: Champ, valeur: Valeur, traduire: Traduire, langue: str = "fr") -> str:
    """Rend la réponse telle qu’on la lit, sur plusieurs lignes s’il le faut ; vide sans réponse."""
    return "" if valeur is None else _afficher(champ, valeur, traduire, langue)


def masquer(champ: Champ, valeur: Valeur, traduire: Traduire, langue: str = "fr") -> str:
    """Rend la réponse sans ce qu’un regard indiscret ne doit pas lire : la fin seule d’un IBAN ou d’un NIR."""
    if isinstance(champ, champs.Iban) and valeur:
        return traduire(_("Compte finissant par %(fin)s")) % {"fin": valeur[-_CHIFFRES_MONTRES:]}
    if isinstance(champ, champs.Nir) and valeur:
        return traduire(_("Numéro finissant par %(fin)s")) % {"fin": valeur[-_CHIFFRES_MONTRES:]}
    return afficher(champ, valeur, traduire, langue)


def telephone_ecrit(numero: str) -> str:
    """Rend un numéro E.164 comme on le compose : « 06 39 98 12 34 », « +49 30 901820 »."""
    lu = phonenumbers.parse(numero)
    francais = lu.country_code in INDICATIFS_FRANCAIS
    forme = phonenumbers.PhoneNumberFormat.NATIONAL if francais else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(lu, forme))


@singledispatch
def _afficher(_champ: Champ, valeur: Valeur, _traduire: Traduire, _langue: str) -> str:
    return str(valeur)


@_afficher.register
def _nombre(champ: champs.Nombre, valeur: str, traduire: Traduire, langue: str) -> str:
    if champ.unite == EURO:
        return en_euros(Decimal(valeur), langue)
    ecrit = en_nombre(Decimal(valeur), langue)
    return f"{ecrit}\N{NO-BREAK SPACE}{traduire(champ.unite)}" if champ.unite else ecrit


@_afficher.register
def _montant(_champ: champs.Montant, valeur: str, _traduire: Traduire, langue: str) -> str:
    return en_euros(Decimal(valeur), langue)


@_afficher.register
def _valeur_calculee(_champ: champs.ValeurCalculee, valeur: str, _traduire: Traduire, langue: str) -> str:
    return en_nombre(Decimal(valeur), langue)


@_afficher.register(champs.DateConnue)
@_afficher.register(champs.DateRecente)
def _date(_champ: Champ, valeur: str, _traduire: Traduire, langue: str) -> str:
    return en_date(date.fromisoformat(valeur), langue)


@_afficher.register(champs.Choix)
@_afficher.register(champs.OuiNon)
def _choix(champ: champs.Choix | champs.OuiNon, valeur: str, traduire: Traduire, _langue: str) -> str:
    libelle = options_de(champ).get(valeur)
    return traduire(libelle) if libelle else valeur


@_afficher.register
def _choix_multiple(champ: champs.ChoixMultiple, valeur: list[str], traduire: Traduire, _langue: str) -> str:
    libelles = (champ.options.get(code) for code in valeur)
    return "\n".join(traduire(libelle) if libelle else code for code, libelle in zip(valeur, libelles, strict=True))


@_afficher.register
def _attestation(_champ: champs.Attestation, valeur: bool, traduire: Traduire, _langue: str) -> str:
    return traduire(_("Oui") if valeur else _("Non"))


@_afficher.register
def _telephone(_champ: champs.Telephone, valeur: str, _traduire: Traduire, _langue: str) -> str:
    return telephone_ecrit(valeur)


@_afficher.register
def _iban(_champ: champs.Iban, valeur: str, _traduire: Traduire, _langue: str) -> str:
    return str(iban.format(valeur))


@_afficher.register
def _siret(_champ: champs.Siret, valeur: str, _traduire: Traduire, _langue: str) -> str:
    return str(siret.format(valeur))


@_afficher.register
def _siren(_champ: champs.Siren, valeur: str, _traduire: Traduire, _langue: str) -> str:
    return str(siren.format(valeur))


@_afficher.register
def _numero_fiscal(_champ: champs.NumeroFiscal, valeur: str, _traduire: Traduire, _langue: str) -> str:
    return str(nif.format(valeur))


@_afficher.register
def _nir(_champ: champs.Nir, valeur: str, _traduire: Traduire, _langue: str) -> str:
    return str(nir.format(valeur))


@_afficher.register
def _commune(_champ: champs.Commune, valeur: dict[str, str | None], _traduire: Traduire, _langue: str) -> str:
    return valeur["nom"] or ""


@_afficher.register
def _adresse(_champ: champs.Adresse, valeur: dict[str, str | None], _traduire: Traduire, _langue: str) -> str:
    lignes = (valeur["voie"], valeur["complement"], f"{valeur['code_postal']} {valeur['commune']}")
    return "\n".join(ligne for ligne in lignes if ligne)


@_afficher.register
def _bloc_repete(champ: champs.BlocRepete, valeur: list[dict[str, Valeur]], traduire: Traduire, langue: str) -> str:
    element = traduire(champ.element or champ.libelle)
    return "\n\n".join(
        "\n".join([f"{element} {rang}", *_lignes(champ, exemplaire, traduire, langue)])
        for rang, exemplaire in enumerate(valeur, 1)
    )


def _lignes(bloc: champs.BlocRepete, exemplaire: dict[str, Valeur], traduire: Traduire, langue: str) -> list[str]:
    textes = ((c, afficher(c, exemplaire.get(c.identifiant), traduire, langue)) for c in bloc.champs)
    modele = traduire(_("%(libelle)s : %(valeur)s"))
    return [
        modele % {"libelle": traduire(champ.libelle), "valeur": texte.replace("\n", ", ")}
        for champ, texte in textes
        if texte
    ]
