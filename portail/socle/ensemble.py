"""Lire plusieurs listes courtes en une seule requête : la page d’un dossier en montre une vingtaine.

Leurs lignes se suivent sans se croiser (une jointure complète sur une condition fausse) ; chacune porte un seul objet.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, select
from sqlalchemy.orm import aliased

from portail.socle.base import Modele, session

PLACE = "place_dans_la_liste"


@dataclass(frozen=True, slots=True)
class Liste:
    """Ce qu’une liste montre, à quelle condition, dans quel ordre."""

    modele: type[Modele]
    condition: ColumnElement[bool]
    ordre: Any


class Ensemble:
    """Des listes lues ensemble ; construit une fois, leurs conditions portent des paramètres nommés (`bindparam`)."""

    def __init__(self, **listes: Liste) -> None:
        self._listes = listes

    def lire(self, **valeurs: Any) -> dict[str, list[Any]]:  # noqa: ANN401 — les paramètres des conditions
        """Rend chaque liste, par son nom, pour ces valeurs des paramètres."""
        lues: dict[str, list[Any]] = {nom: [] for nom in self._listes}
        for ligne in session.execute(self._requete, valeurs):
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
        requete: Any = select(*objets)
        rangee: Select[Any] = requete.select_from(depuis).order_by(*(source.c[PLACE] for source in sources))
        return rangee


def _numerotee(liste: Liste) -> Any:  # noqa: ANN401 — une sous-requête
    place = func.row_number().over(order_by=liste.ordre).label(PLACE)
    return select(liste.modele, place).where(liste.condition).subquery()
