"""La forme brute d’une réponse : les textes des parties d’un champ, tels que le formulaire les envoie.

"" est la valeur simple ; une partie porte son nom (« jour », « code_postal ») ; dans un bloc répété,
« 0-prenom » est le champ `prenom` du premier exemplaire et « 0-naissance-jour » une partie de son champ `naissance`.
"""

import re
from collections.abc import Mapping
from typing import TypeAlias

from portail.demarche.lecture.textes import une_ligne

_RANG = re.compile(r"0|[1-9][0-9]{0,2}")
Brut: TypeAlias = Mapping[str, str | list[str]]


def texte_de(brut: Brut, partie: str = "") -> str:
    """Rend le texte d’une partie, tel qu’envoyé ; le premier s’il y en a plusieurs, vide s’il n’y en a pas."""
    valeur = brut.get(partie, "")
    if isinstance(valeur, list):
        return valeur[0] if valeur else ""
    return valeur


def ligne_de(brut: Brut, partie: str = "") -> str:
    """Rend le texte d’une partie, nettoyé, sur une ligne."""
    return une_ligne(texte_de(brut, partie))


def liste_de(brut: Brut, partie: str = "") -> list[str]:
    """Rend tous les textes d’une partie."""
    valeur = brut.get(partie, [])
    return valeur if isinstance(valeur, list) else [valeur]


def est_vide(brut: Brut) -> bool:
    """Dit si rien de visible n’a été écrit ni coché."""
    return not any(une_ligne(texte) for partie in brut for texte in liste_de(brut, partie))


def sous_brut(brut: Brut, identifiant: str) -> dict[str, str | list[str]]:
    """Rend les parties d’un champ parmi celles d’une page ou d’un exemplaire."""
    parties = {nom[len(identifiant) + 1 :]: brut[nom] for nom in brut if nom.startswith(f"{identifiant}-")}
    return {"": brut[identifiant], **parties} if identifiant in brut else parties


def nom_de_partie(identifiant: str, partie: str) -> str:
    """Rend le nom d’une partie dans sa page ou son exemplaire : « adresse-voie », ou « courriel »."""
    return f"{identifiant}-{partie}" if partie else identifiant


def exemplaires(brut: Brut) -> list[dict[str, str | list[str]]]:
    """Rend les exemplaires remplis d’un bloc répété, dans l’ordre ; les vides n’existent pas."""
    rangs = sorted({int(rang) for nom in brut if _RANG.fullmatch(rang := nom.split("-", 1)[0])})
    tous = (sous_brut(brut, str(rang)) for rang in rangs)
    return [exemplaire for exemplaire in tous if not est_vide(exemplaire)]
