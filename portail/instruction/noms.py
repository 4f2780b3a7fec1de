"""Chercher un nom parmi un million : les plus récents d’abord, service par service, et jamais plus qu’on n’en montre.

Un nom courant se trouve dans les derniers dépôts, lus dans leur index. S’il n’y en a pas assez là, c’est qu’il est
rare, et l’index des trigrammes le donne vite. Les deux temps sont écrits, et non laissés au choix de la base : d’une
requête préparée, elle ne sait pas si le nom est courant.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, false, func, select, union, union_all

from portail.dossiers.models import Dossier
from portail.instruction.portees import Portee

DERNIERS_PAR_TROUVE = 100
"""Combien des derniers dépôts du service se lisent d’abord, par dossier voulu : un nom porté par un sur cent y est."""


def ne_peut_etre_un_nom(texte: str) -> bool:
    """Vrai si ce texte porte un chiffre : huit signes qui en ont un sont un numéro, et rien d’autre."""
    return any(signe.isdigit() for signe in texte)


def dossiers_nommes(siennes: Sequence[Portee], nom: str, *, limite: int) -> Select[UUID]:
    """Rend les dossiers dont le nom contient chaque mot (`nom` est normalisé), `limite` au plus par portée."""
    mots = nom.split()
    if not siennes or not mots:
        return select(Dossier.id).where(false())
    par_portee = [_de_la_portee(portee, mots, limite) for portee in siennes]
    return select(union_all(*(select(un.subquery().c.id) for un in par_portee)).subquery().c.id)


def _de_la_portee(portee: Portee, mots: Sequence[str], limite: int) -> Any:  # noqa: ANN401 — une réunion
    derniers = (
        select(Dossier.id, Dossier.depose_le, Dossier.nom_recherche)
        .where(portee.condition, Dossier.casier.is_not(None), Dossier.depose_le.is_not(None))
        .order_by(Dossier.depose_le.desc(), Dossier.id.desc())
        .limit(limite * DERNIERS_PAR_TROUVE)
        .subquery()
    )
    # L’ordre de la sous-requête ne lie pas celle qui la lit : il se redit, et la base ne trie pas deux fois.
    recents = (derniers.c.depose_le.desc(), derniers.c.id.desc())
    courants = (
        select(derniers.c.id).where(*_nommes(derniers.c.nom_recherche, mots)).order_by(*recents).limit(limite).cte()
    )
    colonnes = (Dossier.id, Dossier.service_code, Dossier.demarche, Dossier.casier, Dossier.depose_le)
    # OFFSET 0 : le nom se cherche seul, par ses trigrammes ; le reste ne trie que les quelques trouvés.
    nommes = select(*colonnes).where(*_nommes(Dossier.nom_recherche, mots)).offset(0).subquery()
    trop_peu = select(func.count()).select_from(courants).scalar_subquery() < limite
    rares = (
        select(nommes.c.id)
        .where(trop_peu, portee.sur(nommes.c), nommes.c.casier.is_not(None))
        .order_by(nommes.c.depose_le.desc(), nommes.c.id.desc())
        .limit(limite)
    )
    return union(select(courants.c.id), select(rares.subquery().c.id))


def _nommes(colonne: Any, mots: Sequence[str]) -> list[Any]:  # noqa: ANN401 — une colonne
    return [colonne.contains(mot, autoescape=True) for mot in mots]
