"""De ce que le fournisseur des notaires affirme au membre que le portail connaît ; il authentifie, il n’autorise pas.

ID.not n’a pas de documentation publique : les noms de ses revendications se règlent (`NOTAIRES_REVENDICATIONS`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from portail.guichets.connexion.echecs import EchecConnexion, Raison
from portail.guichets.connexion.identite_certifiee import courriel_depuis_claims

_CRPCEN = re.compile(r"[0-9]{5}")
_DEUX_FACTEURS = frozenset({"mfa", "otp", "hwk", "sc", "fpt"})
"""Méthodes d’authentification qui prouvent un second facteur (RFC 8176)."""


@dataclass(frozen=True, slots=True)
class IdentiteNotaire:
    """Un membre annoncé d’un office ; reste à savoir si l’office lui a ouvert un accès."""

    crpcen: str
    courriel: str = field(repr=False)
    a_deux_facteurs: bool = False


def membre_depuis_claims(claims: Mapping[str, Any], *, revendications: tuple[str, str]) -> IdentiteNotaire:
    """Rend le membre annoncé ; lève `EchecConnexion` si l’office ou l’adresse manque."""
    crpcen, courriel = (claims.get(nom) for nom in revendications)
    if not isinstance(crpcen, str) or not _CRPCEN.fullmatch(crpcen):
        raise EchecConnexion(Raison.IDENTITE_INCOMPLETE)
    adresse = courriel_depuis_claims({"email": courriel})
    if not adresse:
        raise EchecConnexion(Raison.IDENTITE_INCOMPLETE)
    return IdentiteNotaire(crpcen=crpcen, courriel=adresse, a_deux_facteurs=_deux_facteurs(claims.get("amr")))


def _deux_facteurs(methodes: object) -> bool:
    """Vrai si le jeton prouve deux facteurs ; un jeton muet ne prouve rien."""
    return isinstance(methodes, list) and any(une in _DEUX_FACTEURS for une in methodes if isinstance(une, str))
