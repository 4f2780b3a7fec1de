"""Écrire une date, un nombre, un montant comme on les lit, dans la langue du lecteur."""

from datetime import date
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, get_decimal_symbol

from portail.socle.traduction import LANGUE_SOURCE, usage_de


def en_date(jour: date, langue: str = "fr") -> str:
    """Rend la date en toutes lettres : « 1er décembre 2026 »."""
    texte = format_date(jour, "long", locale=usage_de(langue))
    return texte.replace("1 ", "1er ", 1) if langue == LANGUE_SOURCE and jour.day == 1 else texte


def en_nombre(valeur: Decimal, langue: str = "fr") -> str:
    """Rend le nombre, milliers séparés, sans zéros inutiles : « 14 300 », « 2,5 »."""
    return format_decimal(valeur, locale=usage_de(langue), decimal_quantization=False)


def en_euros(montant: Decimal, langue: str = "fr") -> str:
    """Rend le montant en euros, sans centimes s’il est rond : « 1 640 € », « 1 640,50 € »."""
    forme = usage_de(langue).currency_formats["standard"].pattern
    if montant == montant.to_integral_value():
        forme = forme.replace(".00", "")
    return format_currency(montant, "EUR", format=forme, locale=usage_de(langue), currency_digits=False)


def separateur_decimal(langue: str = "fr") -> str:
    """Rend le signe qui précède les décimales : « , » en français, « . » en anglais."""
    return get_decimal_symbol(usage_de(langue))
