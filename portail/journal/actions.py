"""Écrire au journal, dans la transaction de l’action qu’il raconte."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from portail.journal.models import Entree, TypeAuteur
from portail.socle import horloge
from portail.socle.base import en_transaction, session, transaction


@dataclass(frozen=True, slots=True)
class Auteur:
    """Qui agit, par son identifiant."""

    type: TypeAuteur
    id: UUID | None = None


SYSTEME = Auteur(TypeAuteur.SYSTEME)


def inscrire(
    action: str, *, auteur: Auteur, objet: tuple[str, object], details: Mapping[str, Any] | None = None
) -> Entree:
    """Ajoute une entrée et la rend ; `details` ne porte que des codes, nombres et identifiants.

    Lève `RuntimeError` hors d’une transaction : un fait sans son journal, ou l’inverse, ne doit pas exister.
    """
    if not en_transaction():
        raise RuntimeError("le journal s’écrit dans la transaction d’une action")
    entree = Entree(
        instant=horloge.maintenant(),
        auteur_type=auteur.type,
        auteur_id=auteur.id,
        action=action,
        objet_type=objet[0],
        objet_id=str(objet[1]),
        details=dict(details or {}),
    )
    session.add(entree)
    return entree


def consigner(
    action: str, *, auteur: Auteur, objet: tuple[str, object], details: Mapping[str, Any] | None = None
) -> None:
    """Ajoute une entrée à elle seule : une lecture, un téléchargement."""
    with transaction():
        inscrire(action, auteur=auteur, objet=objet, details=details)
