"""Mettre des chiffres dans une phrase déclarée : « Quotient familial : {quotient} € »."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from string import Formatter

from babel.numbers import format_decimal

from portail.demarche.formats import en_date, en_nombre
from portail.demarche.regles import Chiffre
from portail.socle.traduction import LANGUE_SOURCE, usage_de

INCONNU = "…"
"""Ce qui tient la place d’un chiffre qu’on n’a pas : l’agent le complète."""

CENTIMES = -2
SEUIL_DU_PLURIEL = 2


def ecrire(valeur: Chiffre, langue: str = "fr") -> str:
    """Rend un chiffre comme on l’écrit : « 14 300 », « 2,5 », « 476,60 » au centime, « 1er décembre 2026 »."""
    if isinstance(valeur, date):
        return en_date(valeur, langue)
    if isinstance(valeur, int):
        return en_nombre(Decimal(valeur), langue)
    if not isinstance(valeur, Decimal):
        return valeur
    au_centime = valeur != valeur.to_integral_value() and valeur.as_tuple().exponent == CENTIMES
    if not au_centime:
        return en_nombre(valeur, langue)
    return format_decimal(valeur, format="#,##0.00", locale=usage_de(langue))


class _Ecrit(str):
    """Un chiffre écrit, qui accorde le mot qu’on lui donne : « {parts:part|parts} »."""

    __slots__ = ("est_singulier",)
    est_singulier: bool

    def __format__(self, mots: str) -> str:
        singulier, _, pluriel = mots.partition("|")
        return f"{self} {singulier if self.est_singulier else pluriel}" if mots else str(self)


class _Chiffres(dict[str, _Ecrit]):
    def __missing__(self, nom: str) -> _Ecrit:
        return _ecrit(INCONNU, est_singulier=False)


def _ecrit(texte: str, *, est_singulier: bool) -> _Ecrit:
    ecrit = _Ecrit(texte)
    ecrit.est_singulier = est_singulier
    return ecrit


def _est_singulier(valeur: Chiffre, langue: str) -> bool:
    """Dit si le nombre commande le singulier : en dessous de deux en français, un seul en anglais."""
    if not isinstance(valeur, int | Decimal):
        return False
    nombre = abs(Decimal(valeur))
    return nombre < SEUIL_DU_PLURIEL if langue == LANGUE_SOURCE else nombre == 1


def remplir(texte: str, chiffres: Mapping[str, Chiffre], langue: str = "fr") -> str:
    """Rend le texte, ses accolades remplacées par les chiffres ; un chiffre absent devient « … ».

    « {parts:part|parts} » écrit le nombre et le mot qui s’y accorde.
    """
    ecrits = {
        nom: _ecrit(ecrire(valeur, langue), est_singulier=_est_singulier(valeur, langue))
        for nom, valeur in chiffres.items()
    }
    return texte.format_map(_Chiffres(ecrits))


def accolades(texte: str) -> frozenset[str]:
    """Rend les noms cités entre accolades ; lève `ValueError` si le texte est mal formé."""
    return frozenset(nom for _, nom, _, _ in Formatter().parse(texte) if nom is not None)
