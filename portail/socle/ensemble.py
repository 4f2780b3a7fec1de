"""Lire plusieurs listes courtes en une seule requête : la page d’un dossier en montre une vingtaine.

Leurs lignes se suivent sans se croiser (une jointure complète sur une condition fausse) ; chacune porte un seul objet.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, select
from sqlalchemy.orm import ColumnProperty, aliased, defer, lazyload
from sqlalchemy.orm.interfaces import ORMOption

from portail.socle.base import Modele, session

PLACE = "place_dans_la_liste"


@dataclass(frozen=True, slots=True)
class Liste:
    """Ce qu’une liste montre, à quelle condition, dans quel ordre."""

    modele: type[Modele]
    condition: ColumnElement[bool]
    ordre: Any
    sans: Sequence[Any] = ()
    """Les colonnes et les liens qui ne se lisent pas."""

    def options(self, objet: Any) -> Iterator[ORMOption]:  # noqa: ANN401 — le modèle, lu dans une sous-requête
        """Rend de quoi ne pas les lire."""
        for attribut in self.sans:
            laisser = defer if isinstance(attribut.property, ColumnProperty) else lazyload
            yield laisser(getattr(objet, attribut.key))


class Ensemble:
    """Des listes lues ensemble ; construit une fois, leurs conditions portent des paramètres nommés (`bindparam`)."""

    def __init__(self, **listes: Liste) -> None:
        self._listes = listes

    def lire(self, **valeurs: Any) -> dict[str, list[Any]]:  # noqa: ANN401 — les paramètres des conditions
        """Rend chaque liste, par son nom, pour ces valeurs des paramètres ; toujours relue de la base."""
        lues: dict[str, list[Any]] = {nom: [] for nom in self._listes}
        for ligne in session.execute(self._requete, valeurs, execution_options={"populate_existing": True}):
            for nom, objet in zip(self._listes, ligne, strict=True):
                if objet is not None:
                    lues[nom].append(objet)
        return lues

    @cached_property
    def _requete(self) -> Select[Any]:
        """Rend la requête, écrite une fois : chaque page la pose."""
        sources = [_numerotee(liste) for liste in self._listes.values()]
        objets = [aliased(liste.modele, source) for liste, source in zip(self._listes.values(), sources, strict=True)]
        depuis = sources[0]
        for source in sources[1:]:
            depuis = depuis.join(source, false(), full=True)
        options = (
            une for liste, objet in zip(self._listes.values(), objets, strict=True) for une in liste.options(objet)
        )
        requete: Any = select(*objets).options(*options)
        rangee: Select[Any] = requete.select_from(depuis).order_by(*(source.c[PLACE] for source in sources))
        return rangee


def _numerotee(liste: Liste) -> Any:  # noqa: ANN401 — une sous-requête
    place = func.row_number().over(order_by=liste.ordre).label(PLACE)
    return select(liste.modele, place).where(liste.condition).subquery()
