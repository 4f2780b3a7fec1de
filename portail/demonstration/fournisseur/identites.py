"""Ce que chaque émetteur affirme d’une personne, selon les portées demandées."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from portail.demonstration.fournisseur.emetteurs import Personne
from portail.demonstration.personnes import AgentPublic, MembreOffice, Particulier

_PRENOMS = ("given_name", "given_name_array")
_NAISSANCE = ("birthplace", "birthcountry")
# Affirmations ouvertes par une portée ; une portée absente d’ici ouvre celle qui porte son nom.
_OUVERTES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "identite_pivot": (*_PRENOMS, "family_name", "birthdate", "gender", *_NAISSANCE),
        "profile": (*_PRENOMS, "family_name", "birthdate", "gender", "preferred_username", "crpcen", "role", "office"),
        "birth": _NAISSANCE,
        "given_name": _PRENOMS,
        "roles": ("roles",),
    }
)
LIBELLES: Mapping[str, str] = MappingProxyType(
    {
        "family_name": "Nom de naissance",
        "given_name": "Prénoms",
        "preferred_username": "Nom d’usage",
        "birthdate": "Date de naissance",
        "gender": "Sexe",
        "birthplace": "Commune de naissance (code Insee)",
        "birthcountry": "Pays de naissance (code Insee)",
        "email": "Adresse électronique",
        "usual_name": "Nom",
        "siret": "SIRET de l’employeur",
        "roles": "Rôles",
        "crpcen": "Numéro de l’office (CRPCEN)",
        "role": "Fonction",
    }
)


_SEXES: Mapping[object, str] = MappingProxyType({"female": "Féminin", "male": "Masculin", "unspecified": "Non précisé"})


def lisible(nom: str, valeur: object) -> str:
    """Rend une affirmation telle qu’on la montre à la personne avant de la transmettre."""
    if isinstance(valeur, list):
        return ", ".join(valeur)
    if nom == "birthdate":
        return date.fromisoformat(str(valeur)).strftime("%d/%m/%Y")
    return _SEXES.get(valeur, str(valeur))


def sujet(emetteur: str, personne: Personne) -> str:
    """Rend l’identifiant opaque et stable de la personne chez cet émetteur (64 chiffres hexadécimaux et « v1 »)."""
    return hashlib.sha256(f"{emetteur}/{personne.identifiant}".encode()).hexdigest() + "v1"


def affirmations(personne: Personne, portees: Sequence[str], *, jour: date) -> dict[str, Any]:
    """Rend les affirmations que ces portées ouvrent ; les âges sont tenus au jour donné."""
    toutes = _toutes(personne, jour)
    ouvertes = {nom for portee in portees for nom in _OUVERTES.get(portee, (portee,))}
    return {nom: valeur for nom, valeur in toutes.items() if nom in ouvertes}


def _toutes(personne: Personne, jour: date) -> dict[str, Any]:
    match personne:
        case Particulier():
            return _particulier(personne, jour)
        case AgentPublic():
            return {
                "given_name": personne.prenom,
                "usual_name": personne.nom_usuel,
                "email": personne.courriel,
                "uid": personne.identifiant,
                "siret": personne.siret,
                "idp_id": "00000000-0000-4000-8000-000000000044",
                "roles": list(personne.roles),
            }
        case MembreOffice():
            return {
                "given_name": personne.prenom,
                "family_name": personne.nom_famille,
                "email": personne.courriel,
                "crpcen": personne.crpcen,
                "role": personne.role,
                "office": personne.office,
            }


def _particulier(personne: Particulier, jour: date) -> dict[str, Any]:
    claims = {
        "family_name": personne.nom_naissance.upper(),
        "given_name": " ".join(personne.prenoms),
        "given_name_array": list(personne.prenoms),
        "birthdate": personne.naissance(jour).isoformat(),
        "gender": personne.sexe,
        "birthplace": personne.lieu_naissance_insee,
        "birthcountry": personne.pays_naissance_insee,
        "email": personne.courriel,
    }
    if personne.nom_usage:
        claims["preferred_username"] = personne.nom_usage.upper()
    return claims
