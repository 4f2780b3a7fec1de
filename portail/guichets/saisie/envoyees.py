"""Lire une réponse envoyée, l’écrire comme le formulaire la garde."""

from collections.abc import Mapping
from typing import Any


def en_options(dites: Mapping[Any, str]) -> dict[str, str]:
    """Rend les options d’un choix : code → ce qui s’en lit."""
    return {str(code.value): dite for code, dite in dites.items()}


def texte(valeur: object) -> str:
    """Rend un texte envoyé, vide s’il n’y en a pas."""
    return str(valeur or "").strip()


def oui(valeur: object) -> bool:
    """Vrai si la réponse est oui."""
    return valeur == "oui"


def oui_ou_non(valeur: bool) -> str:
    """Rend « oui » ou « non », tel que le formulaire le garde."""
    return "oui" if valeur else "non"


def entier_ou_rien(valeur: object) -> int | None:
    """Rend un nombre entier envoyé, ou rien."""
    return None if valeur in (None, "") else int(str(valeur))
