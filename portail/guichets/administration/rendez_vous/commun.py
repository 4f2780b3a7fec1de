"""Ce que partagent les écrans des rendez-vous, à l’administration."""

from collections.abc import Mapping
from typing import Any

from portail.guichets.administration import mots as mots_communs
from portail.guichets.administration.blueprint import blueprint
from portail.guichets.administration.rendez_vous import mots
from portail.guichets.identites import agent_courant
from portail.identite.actions import auteur_agent
from portail.journal.actions import Auteur


@blueprint.context_processor
def mots_des_rendez_vous() -> dict[str, object]:
    """Donne aux gabarits les mots des rendez-vous."""
    return {
        "rdv": mots,
        "actions_rdv": mots.ACTIONS_DITES,
        "champs_rdv": {**mots_communs.CHAMPS_DITS, **mots.CHAMPS_DITS},
    }


def par() -> Auteur:
    """Rend l’auteur des changements de cette page."""
    return auteur_agent(agent_courant())


def options(dites: Mapping[Any, str]) -> dict[str, str]:
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
