"""Où l’on entre avec un billet : chaque domaine dit ce qu’est une entrée à lui, et qui peut la tenir."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portail.identite.models import Agent
from portail.inscriptions.billets.mention import Reference
from portail.socle.erreurs import Introuvable


@dataclass(frozen=True, slots=True, kw_only=True)
class Entree:
    """Une entrée, telle que la montre l’écran de contrôle."""

    reference: Reference
    titre: str
    jour: date
    """Le jour contrôlé : aujourd’hui, ou celui de l’évènement."""
    retour: str = ""
    """Chemin de l’écran d’où l’on vient."""


Resolveur = Callable[[UUID, Agent], Entree]
_RESOLVEURS: dict[str, Resolveur] = {}


def declarer(genre: str, resolveur: Resolveur) -> None:
    """Fait connaître un genre d’entrée ; `resolveur` lève `Introuvable` à qui ne peut pas la tenir."""
    _RESOLVEURS[genre] = resolveur


def entree_tenue(genre: str, entree_id: UUID, agent: Agent) -> Entree:
    """Rend l’entrée que cet agent peut tenir ; lève `Introuvable`."""
    resolveur = _RESOLVEURS.get(genre)
    if resolveur is None:
        raise Introuvable
    return resolveur(entree_id, agent)
