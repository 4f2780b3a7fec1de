"""De ce que FranceConnect affirme à l’identité que le portail garde : les six traits de l’identité pivot, vérifiés."""

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from email_validator import EmailNotValidError, validate_email

from portail.guichets.connexion.echecs import EchecConnexion, Raison
from portail.identite.certifiee import IdentiteCertifiee
from portail.socle import horloge

FRANCE = "99100"
LONGUEUR_NOM = 256
_COMMUNE = re.compile(r"(?:\d{5}|2[AB]\d{3})", re.ASCII)
_PAYS = re.compile(r"99\d{3}", re.ASCII)
_JOUR = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SEXES: Mapping[object, str] = MappingProxyType({"female": "F", "male": "M", "unspecified": ""})

Claims = Mapping[str, Any]


def identite_depuis_claims(claims: Claims) -> IdentiteCertifiee:
    """Rend l’identité certifiée ; lève `EchecConnexion` si un trait manque ou n’a pas la forme annoncée.

    Une naissance à l’étranger n’a pas de commune. Le courriel varie d’un fournisseur d’identité à l’autre : c’est un
    moyen de joindre la personne, jamais une clé.
    """
    if claims.get("gender") not in _SEXES:
        raise EchecConnexion(Raison.IDENTITE_INCOMPLETE)
    pays = _texte(claims, "birthcountry", _PAYS)
    return IdentiteCertifiee(
        nom_naissance=_nom(claims.get("family_name")),
        prenoms=_prenoms(claims),
        date_naissance=_naissance(claims),
        sexe=_SEXES[claims["gender"]],
        lieu_naissance_insee=_texte(claims, "birthplace", _COMMUNE) if pays == FRANCE else "",
        pays_naissance_insee=pays,
        nom_usage=_nom(claims["preferred_username"]) if claims.get("preferred_username") else "",
        courriel=courriel_depuis_claims(claims),
    )


def courriel_depuis_claims(claims: Claims) -> str:
    """Rend le courriel affirmé, ou une chaîne vide s’il est absent ou mal formé."""
    try:
        return validate_email(claims.get("email", ""), check_deliverability=False, test_environment=True).normalized
    except (EmailNotValidError, TypeError, AttributeError):
        return ""


def _texte(claims: Claims, nom: str, forme: re.Pattern[str]) -> str:
    valeur = claims.get(nom)
    if not isinstance(valeur, str) or not forme.fullmatch(valeur):
        raise EchecConnexion(Raison.IDENTITE_INCOMPLETE)
    return valeur


def _nom(valeur: object) -> str:
    if not isinstance(valeur, str) or not valeur.strip() or len(valeur) > LONGUEUR_NOM or not valeur.isprintable():
        raise EchecConnexion(Raison.IDENTITE_INCOMPLETE)
    return valeur.strip()


def _prenoms(claims: Claims) -> tuple[str, ...]:
    """Rend les prénoms un à un ; la liste prime, car un prénom peut contenir une espace."""
    liste = claims.get("given_name_array") or _nom(claims.get("given_name")).split()
    if not isinstance(liste, list):
        raise EchecConnexion(Raison.IDENTITE_INCOMPLETE)
    return tuple(_nom(prenom) for prenom in liste)


def _naissance(claims: Claims) -> date:
    try:
        naissance = date.fromisoformat(_texte(claims, "birthdate", _JOUR))
    except ValueError as erreur:
        raise EchecConnexion(Raison.IDENTITE_INCOMPLETE) from erreur
    if naissance > horloge.aujourd_hui():
        raise EchecConnexion(Raison.IDENTITE_INCOMPLETE)
    return naissance
