"""Lire un nombre ou un montant : « 14 300 », « 14.300,50 », « 2,5 », « 1 640 € » ; « 14,300 » en anglais."""

import re
from decimal import Decimal

from portail.demarche.champs import Montant, Nombre
from portail.demarche.declaration import _
from portail.demarche.formats import separateur_decimal
from portail.demarche.lecture.refus import ValeurCitee, ValeurRefusee
from portail.demarche.lecture.textes import chiffres_latins

_SIMPLE = re.compile(r"(?P<entier>\d{1,12}|[1-9]\d{0,2}(?: \d{3}){1,3})(?:[.,](?P<decimales>\d{0,6}))?")
_MILLIERS_POINTES = re.compile(r"(?P<entier>[1-9]\d{0,2}(?:\.\d{3}){1,3})(?:,(?P<decimales>\d{0,6}))?")
_MILLIERS_A_VIRGULE = re.compile(r"(?P<entier>[1-9]\d{0,2}(?:,\d{3}){1,3})(?:\.(?P<decimales>\d{0,6}))?")
_POINTES_A_VIRGULE = re.compile(r"(?P<entier>[1-9]\d{0,2}(?:\.\d{3}){1,3}),(?P<decimales>\d{0,6})")
_ANGLAIS = re.compile(r"(?P<entier>[1-9]\d{0,2}(?:,\d{3}){1,3})\.(?P<decimales>\d{0,6})")
_GRAND_EXEMPLE = Decimal(14_300)
_MILLE = 3
"""Trois chiffres après un séparateur peuvent être des milliers autant que des décimales."""


def lire_nombre(champ: Nombre, texte: str, langue: str = "fr") -> str:
    """Rend le nombre en texte décimal, sans zéros inutiles ; lève ValeurRefusee."""
    decimales = _decimales(champ.pas)
    nombre = _lire(texte, unite=champ.unite, decimales_max=decimales, langue=langue)
    if nombre is None:
        raise _incompris(champ, entier=decimales == 0)
    _borner(nombre, champ, _("Indiquez un nombre entre %(minimum)s et %(maximum)s."))
    if nombre % champ.pas:
        proche = max(champ.minimum, nombre - nombre % champ.pas)
        valeurs: dict[str, ValeurCitee] = {"pas": champ.pas, "exemple": proche}
        raise ValeurRefusee(_("Indiquez un nombre qui va de %(pas)s en %(pas)s. Exemple : %(exemple)s"), valeurs)
    return f"{nombre.normalize():f}"


def lire_montant(champ: Montant, texte: str, langue: str = "fr") -> str:
    """Rend le montant en texte décimal, à deux décimales ; lève ValeurRefusee."""
    montant = _lire(texte, unite="", decimales_max=2, langue=langue)
    if montant is None:
        raise ValeurRefusee(_("Écrivez le montant en chiffres, en euros. Exemple : 1640,50"))
    _borner(montant, champ, _("Indiquez un montant entre %(minimum)s et %(maximum)s euros."))
    return f"{montant:.2f}"


def _incompris(champ: Nombre, *, entier: bool) -> ValeurRefusee:
    courant = Decimal(2) if entier else Decimal("2.5")
    exemple = _GRAND_EXEMPLE if entier and champ.maximum > _GRAND_EXEMPLE else courant
    if entier:
        return ValeurRefusee(_("Écrivez un nombre entier, en chiffres. Exemple : %(exemple)s"), {"exemple": exemple})
    return ValeurRefusee(_("Écrivez un nombre en chiffres. Exemple : %(exemple)s"), {"exemple": exemple})


def _decimales(pas: Decimal) -> int:
    return len(f"{pas.normalize():f}".partition(".")[2])


def _borner(nombre: Decimal, champ: Nombre | Montant, message: str) -> None:
    if not champ.minimum <= nombre <= champ.maximum:
        raise ValeurRefusee(message, {"minimum": champ.minimum, "maximum": champ.maximum})


def _lire(texte: str, *, unite: str, decimales_max: int, langue: str) -> Decimal | None:
    ecrit = re.sub(r"(?<=\d)\s*€\s*(?=\d)", ",", chiffres_latins(texte).casefold())
    ecrit = re.sub(r"€|\beuros?\b|\beur\b", " ", ecrit).strip().removesuffix(unite.casefold())
    ecrit = re.sub(r"[\s'’]+", " ", ecrit).strip()
    signe = "-" if ecrit[:1] in {"-", "−"} else ""
    ecrit = re.sub(r"^[.,]", "0,", ecrit.lstrip("+-− "))
    motifs = _motifs(langue, decimales_max)
    trouve = next((trouve for motif in motifs if (trouve := motif.fullmatch(ecrit))), None)
    if trouve is None:
        return None
    entier, decimales = re.sub(r"\D", "", trouve["entier"]), trouve["decimales"] or ""
    if len(decimales.rstrip("0")) > decimales_max or len(decimales) >= _MILLE > decimales_max:
        return None
    return Decimal(f"{signe}{entier}.{decimales or '0'}")


def _motifs(langue: str, decimales_max: int) -> tuple[re.Pattern[str], ...]:
    """Rend les écritures admises, la plus probable d’abord : un séparateur seul se lit selon la langue."""
    if decimales_max >= _MILLE:
        return _SIMPLE, _ANGLAIS
    if separateur_decimal(langue) == ".":
        return _MILLIERS_A_VIRGULE, _SIMPLE, _POINTES_A_VIRGULE
    return _MILLIERS_POINTES, _SIMPLE, _ANGLAIS
