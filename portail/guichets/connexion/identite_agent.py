"""De ce que ProConnect affirme à l’agent que le portail peut connaître. ProConnect authentifie, il n’autorise pas."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portail.guichets.connexion.echecs import EchecConnexion, Raison
from portail.guichets.connexion.identite_certifiee import courriel_depuis_claims

ROLE_PUBLIC = "agent_public"


@dataclass(frozen=True, slots=True)
class IdentiteAgent:
    """Un agent public d’un employeur admis ; reste à savoir si un accès lui est ouvert."""

    courriel: str = field(repr=False)
    siret: str


def agent_depuis_claims(claims: Mapping[str, Any], *, siret_admis: Sequence[str]) -> IdentiteAgent:
    """Rend l’agent ; lève `EchecConnexion` si son employeur n’est pas admis ou s’il n’est pas agent public."""
    siret = claims.get("siret")
    if not isinstance(siret, str) or siret not in siret_admis:
        raise EchecConnexion(Raison.SIRET)
    if not any(role.startswith(ROLE_PUBLIC) for role in _roles(claims.get("roles"))):
        raise EchecConnexion(Raison.PAS_AGENT_PUBLIC)
    courriel = courriel_depuis_claims(claims)
    if not courriel:
        raise EchecConnexion(Raison.IDENTITE_INCOMPLETE)
    return IdentiteAgent(courriel=courriel, siret=siret)


def _roles(valeur: object) -> list[str]:
    """Rend les rôles, annoncés en liste ou en texte séparé par des espaces."""
    if isinstance(valeur, str):
        return valeur.split()
    return [role for role in valeur if isinstance(role, str)] if isinstance(valeur, list) else []
