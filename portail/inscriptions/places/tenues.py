"""Tenir des unités d’un quota pour autre chose qu’un enfant : mêmes compteurs, tout ou rien, comptés à l’audit."""

from collections.abc import Collection, Mapping
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import delete, exists, select

from portail.inscriptions.places import compteurs
from portail.inscriptions.places.models import QuotaTenu
from portail.socle.base import session

Detenteur: TypeAlias = tuple[str, UUID]
"""Le genre de la chose qui tient, et son identifiant."""


def tenir(detenteur: Detenteur, voulues: Mapping[UUID, int]) -> None:
    """Prend ces unités dans la transaction courante, ou lève `Complet` ; à appeler en dernier."""
    for quota_id, nombre in voulues.items():
        session.add(QuotaTenu(quota_id=quota_id, objet_type=detenteur[0], objet_id=detenteur[1], nombre=nombre))
    session.flush()
    compteurs.prendre(voulues)


def est_tenu(detenteur: Detenteur) -> bool:
    """Vrai si cette chose tient quelque chose."""
    siennes = exists().where(QuotaTenu.objet_type == detenteur[0], QuotaTenu.objet_id == detenteur[1])
    return bool(session.scalar(select(siennes)))


def relacher(detenteur: Detenteur) -> dict[UUID, int]:
    """Rend ce que cette chose tenait encore, et combien par quota ; rien si c’est déjà fait.

    Effacer la ligne est la permission : de deux gestes sur la même chose, un seul rend.
    """
    return relacher_tous(detenteur[0], [detenteur[1]])


def relacher_tous(objet_type: str, objets: Collection[UUID]) -> dict[UUID, int]:
    """Rend ce que tenaient encore ces choses, et combien par quota."""
    siennes = delete(QuotaTenu).where(QuotaTenu.objet_type == objet_type, QuotaTenu.objet_id.in_(objets))
    lignes = session.execute(
        siennes.returning(QuotaTenu.quota_id, QuotaTenu.nombre).execution_options(synchronize_session="fetch")
    )
    rendues: dict[UUID, int] = {}
    for quota_id, nombre in lignes:
        rendues[quota_id] = rendues.get(quota_id, 0) + nombre
    compteurs.rendre(rendues)
    return rendues
