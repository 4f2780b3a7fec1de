"""Appels aux fournisseurs d’identité : délai court, réponse bornée, aucune redirection suivie."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import requests

from portail.guichets.connexion.echecs import EchecConnexion, Raison

DELAI_SECONDES = 8.0
TAILLE_MAXIMALE = 256 * 1024
# Code d’incident de FranceConnect et ProConnect, porté par `error_uri`.
_REFERENCE = re.compile(r"[?&]code=(Y[0-9A-F]{6,7})\b")


@dataclass(frozen=True, slots=True)
class Reponse:
    """Réponse d’un fournisseur : statut, type de contenu sans paramètre, corps."""

    statut: int
    type_contenu: str
    corps: bytes = field(repr=False)

    def objet(self) -> dict[str, Any]:
        """Rend l’objet JSON de la réponse ; lève `EchecConnexion` s’il n’y en a pas."""
        try:
            contenu = json.loads(self.corps)
        except ValueError:
            contenu = None
        if not isinstance(contenu, dict):
            raise EchecConnexion(Raison.REPONSE_ILLISIBLE)
        return contenu

    @property
    def reference(self) -> str:
        """Rend le code d’incident annoncé par le fournisseur, ou une chaîne vide."""
        trouve = _REFERENCE.search(self.corps.decode("utf-8", "replace"))
        return trouve[1] if trouve else ""


def demander(methode: str, url: str, *, entetes: Mapping[str, str], corps: str | None = None) -> Reponse:
    """Rend la réponse du fournisseur ; lève `EchecConnexion` s’il se tait, tarde ou se trompe de son côté."""
    try:
        with requests.request(
            methode,
            url,
            headers=dict(entetes),
            data=corps,
            timeout=DELAI_SECONDES,
            allow_redirects=False,
            stream=True,
        ) as reponse:
            contenu = _corps(reponse)
    except (requests.RequestException, ValueError) as erreur:
        raise EchecConnexion(Raison.MUET) from erreur
    type_contenu = reponse.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    lue = Reponse(reponse.status_code, type_contenu, contenu)
    if lue.statut >= 500:
        raise EchecConnexion(Raison.MUET, reference=lue.reference)
    return lue


def _corps(reponse: requests.Response) -> bytes:
    morceaux = bytearray()
    for morceau in reponse.iter_content(16 * 1024):
        morceaux += morceau
        if len(morceaux) > TAILLE_MAXIMALE:
            raise EchecConnexion(Raison.REPONSE_ILLISIBLE)
    return bytes(morceaux)
