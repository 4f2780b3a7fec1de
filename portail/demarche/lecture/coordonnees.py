"""Lire une adresse électronique ou un numéro de téléphone, sans interroger le réseau."""

import re

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from portail.demarche.declaration import _
from portail.demarche.lecture.refus import ValeurRefusee
from portail.demarche.lecture.textes import chiffres_latins, une_ligne

_LONGUEUR_COURRIEL = 254
_OUTRE_MER = {
    "0262": "RE", "0263": "RE", "0692": "RE", "0693": "RE", "0269": "YT", "0639": "YT", "0508": "PM",
    "0590": "GP", "0690": "GP", "0691": "GP", "0594": "GF", "0694": "GF", "0596": "MQ", "0696": "MQ", "0697": "MQ",
}  # fmt: skip
"""Tranches du plan de numérotation français que dessert un autre indicatif que +33 (Arcep)."""
_FICTION = "063998"
"""Tranche que l’Arcep réserve à la fiction, en +33, au milieu de celle de Mayotte."""
INDICATIFS_FRANCAIS = frozenset({33, 262, 508, 590, 594, 596})


def lire_courriel(texte: str) -> str:
    """Rend l’adresse électronique, domaine en minuscules ; lève ValeurRefusee."""
    ecrit = re.sub(r"\s+|^mailto:|[<>]", "", une_ligne(texte)).rstrip(".,;")
    if len(ecrit) > _LONGUEUR_COURRIEL:
        raise ValeurRefusee(_("Cette adresse est trop longue. Écrivez une seule adresse électronique."))
    try:
        return str(validate_email(ecrit, check_deliverability=False).normalized)
    except EmailNotValidError:
        raise _courriel_refuse(ecrit) from None


def _courriel_refuse(ecrit: str) -> ValeurRefusee:
    if not ecrit:
        return ValeurRefusee(_("Écrivez votre adresse électronique. Exemple : marie.durand@courriel.example"))
    avant, arobase, domaine = ecrit.partition("@")
    if not arobase:
        return ValeurRefusee(_("Il manque le « @ ». Exemple : marie.durand@courriel.example"))
    if "@" in domaine:
        return ValeurRefusee(_("Gardez un seul « @ ». Exemple : marie.durand@courriel.example"))
    if "," in domaine:
        return ValeurRefusee(_("Remplacez la virgule par un point. Exemple : marie.durand@courriel.example"))
    if not avant or "." not in domaine:
        return ValeurRefusee(_("Il manque une partie de l’adresse. Exemple : marie.durand@courriel.example"))
    return ValeurRefusee(_("Vérifiez les lettres et les signes de l’adresse. Exemple : marie.durand@courriel.example"))


def lire_telephone(texte: str) -> str:
    """Rend le numéro au format E.164 ; lève ValeurRefusee.

    Sans indicatif il est français, outre-mer compris ; un numéro étranger commence par « + ».
    """
    ecrit = chiffres_latins(une_ligne(texte))
    chiffres = re.sub(r"\D", "", ecrit)
    region = "FR" if chiffres.startswith(_FICTION) else _OUTRE_MER.get(chiffres[:4], "FR")
    try:
        numero = phonenumbers.parse(ecrit, region)
    except phonenumbers.NumberParseException:
        raise _telephone_attendu() from None
    # En France la longueur suffit : une tranche tout juste ouverte, ou réservée à la fiction, manque aux tables.
    francais = numero.country_code in INDICATIFS_FRANCAIS
    est_juste = phonenumbers.is_possible_number if francais else phonenumbers.is_valid_number
    tronque = francais and numero.italian_leading_zero
    if numero.extension or tronque or not est_juste(numero):
        raise _telephone_attendu()
    return str(phonenumbers.format_number(numero, phonenumbers.PhoneNumberFormat.E164))


def _telephone_attendu() -> ValeurRefusee:
    return ValeurRefusee(
        _(
            "Indiquez les 10 chiffres du numéro. Exemple : 06 39 98 12 34. "
            "Pour un numéro étranger, commencez par + et l’indicatif du pays."
        )
    )
