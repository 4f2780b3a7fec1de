"""Deux demandes d’un même foyer : la seconde commence avec ce que la première a déjà dit."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from portail.demarche.conditions import Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierLie:
    """La demande d’une autre personne du foyer, ouverte depuis la première.

    `copies` : les champs repris tels quels, une fois. `croises` : champ de la seconde → champ de la première d’où il
    vient (l’une devient la personne, l’autre son conjoint). `qualites` : à quel titre dépose, pour la seconde, qui a
    déposé la première ; les autres gardent le leur.
    """

    titre: str
    explication: str
    si: Condition
    copies: tuple[str, ...]
    croises: Mapping[str, str]
    qualites: Mapping[str, str] = field(default_factory=dict)
