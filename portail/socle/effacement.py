"""Effacer tout ce qui appartient à une ligne : les tables qui la citent, de proche en proche, lues du schéma lui-même.

Une table nouvelle est donc effacée d’office ; celle qui doit survivre le dit : `info={"survit_a_l_elimination": True}`.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, delete, or_, select

from portail.socle.base import Modele, session
from portail.socle.inventaire import colonnes_de_fichier

SURVIT = "survit_a_l_elimination"


def dependances(racine: Table, identifiant: UUID) -> Mapping[Table, ColumnElement[bool]]:
    """Rend, pour chaque table qui dépend de cette ligne, la condition qui désigne ce qui lui appartient."""
    conditions: dict[Table, ColumnElement[bool]] = {racine: racine.c.id == identifiant}
    for table in Modele.metadata.sorted_tables:
        if table is racine or table.info.get(SURVIT):
            continue
        liens = [
            cle.parent == identifiant
            if cle.column.table is racine
            else cle.parent.in_(select(cle.column).where(conditions[cle.column.table]))
            for cle in table.foreign_keys
            if cle.column.table in conditions and cle.column.table is not table
        ]
        if liens:
            conditions[table] = or_(*liens)
    del conditions[racine]
    return conditions


def effacer_les_dependances(racine: Table, identifiant: UUID) -> list[str]:
    """Efface ce qui dépend de cette ligne, dans la transaction courante ; rend les clés des fichiers à effacer."""
    conditions = dependances(racine, identifiant)
    cles = _cles(conditions)
    for table in reversed(list(conditions)):
        session.execute(delete(table).where(conditions[table]))
    return sorted(cles - _encore_citees(cles))


def _cles(conditions: Mapping[Table, ColumnElement[bool]]) -> set[str]:
    trouvees: set[str] = set()
    for table, cle, _ in colonnes_de_fichier():
        if table in conditions:
            trouvees |= set(session.scalars(select(cle).where(conditions[table], cle.is_not(None))))
    return trouvees


def _encore_citees(cles: set[str]) -> set[str]:
    """Rend celles de ces clés qu’une autre ligne cite : un même fichier peut servir deux fois."""
    citees: set[str] = set()
    for _, cle, _ in colonnes_de_fichier():
        citees |= set(session.scalars(select(cle).where(cle.in_(cles))))
    return citees


def vider(racine: Table, identifiant: UUID, *, gardees: frozenset[str]) -> None:
    """Vide la ligne de toute colonne qui n’est pas `gardees` : rien si elle l’admet, sinon sa valeur par défaut."""
    valeurs = {colonne.name: _vide(colonne) for colonne in racine.columns if colonne.name not in gardees}
    session.execute(racine.update().where(racine.c.id == identifiant).values(valeurs))


def _vide(colonne: Any) -> Any:  # noqa: ANN401 — une colonne quelconque et sa valeur vide
    if colonne.nullable:
        return None
    defaut = colonne.default
    if defaut is None:
        raise ValueError(f"{colonne} n’a pas de valeur vide : la garder, ou lui donner un défaut")
    return defaut.arg(None) if callable(defaut.arg) else defaut.arg
