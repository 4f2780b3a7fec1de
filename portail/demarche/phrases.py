"""Mettre des chiffres dans une phrase déclarée : « Quotient familial : {quotient} € »."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from string import Formatter

from babel.numbers import format_decimal

from portail.demarche.formats import en_date, en_nombre
from portail.demarche.regles import Chiffre
from portail.socle.traduction import usage_de

INCONNU = "…"
"""Ce qui tient la place d’un chiffre qu’on n’a pas : l’agent le complète."""

CENTIMES = -2


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


class _Chiffres(dict[str, str]):
    def __missing__(self, nom: str) -> str:
        return INCONNU


def remplir(texte: str, chiffres: Mapping[str, Chiffre], langue: str = "fr") -> str:
    """Rend le texte, ses accolades remplacées par les chiffres ; un chiffre absent devient « … »."""
    return texte.format_map(_Chiffres({nom: ecrire(valeur, langue) for nom, valeur in chiffres.items()}))


def accolades(texte: str) -> frozenset[str]:
    """Rend les noms cités entre accolades ; lève `ValueError` si le texte est mal formé."""
    return frozenset(nom for _, nom, _, _ in Formatter().parse(texte) if nom is not None)
