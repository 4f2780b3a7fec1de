"""L’import d’un fichier, une fois : le même, envoyé de nouveau par la même personne, est le même import."""

from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from portail.socle import horloge
from portail.socle.base import session
from portail.socle.colonnes import instant

NOM_MAX = 120


class ImportDeFichier:
    """Ce que porte toute table d’imports ; elle est unique par agent et par empreinte."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id"))
    empreinte: Mapped[str]
    """SHA-256 du fichier tel que reçu."""
    importe_le: Mapped[datetime] = mapped_column(instant())
    rejoue_le: Mapped[datetime | None] = mapped_column(instant())
    """Quand le même fichier a été envoyé de nouveau, la dernière fois."""


T = TypeVar("T", bound=ImportDeFichier)


def ouvrir(
    modele: type[T],
    *,
    agent_id: UUID,
    empreinte: str,
    nom: str,
    **comptes: Any,  # noqa: ANN401 — les colonnes propres à cette table
) -> T:
    """Rend l’import de ce fichier, verrouillé : le premier, ou celui qui a déjà eu lieu ; deux s’attendent."""
    valeurs = {"id": uuid4(), "agent_id": agent_id, "empreinte": empreinte, "nom": nom[:NOM_MAX]}
    neuf = session.scalar(
        insert(modele)
        .values(**valeurs, importe_le=horloge.maintenant(), **comptes)
        .on_conflict_do_nothing(index_elements=["agent_id", "empreinte"])
        .returning(modele.id)
    )
    importe = session.scalars(
        select(modele)
        .where(modele.agent_id == agent_id, modele.empreinte == empreinte)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if neuf is None:
        importe.rejoue_le = horloge.maintenant()
    return importe
