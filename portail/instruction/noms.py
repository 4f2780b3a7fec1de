"""Chercher un nom parmi un million : les plus récents d’abord, service par service, et jamais plus qu’on n’en montre.

Un nom courant se lit dans l’index des dépôts, du plus récent au plus ancien, jusqu’à en avoir assez ; un nom rare, dans
celui des trigrammes. La base choisit, d’après ce qu’elle sait de la fréquence des noms.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, false, select, union_all

from portail.dossiers.models import Dossier
from portail.instruction.portees import Portee


def dossiers_nommes(siennes: Sequence[Portee], nom: str, *, limite: int) -> Select[UUID]:
    """Rend les dossiers dont le nom contient chaque mot (`nom` est normalisé), `limite` au plus par portée."""
    mots = nom.split()
    if not siennes or not mots:
        return select(Dossier.id).where(false())
    nomme = [Dossier.nom_recherche.contains(mot, autoescape=True) for mot in mots]
    par_portee = [
        select(Dossier.id)
        .where(portee.condition, Dossier.casier.is_not(None), Dossier.depose_le.is_not(None), *nomme)
        .order_by(Dossier.depose_le.desc(), Dossier.id.desc())
        .limit(limite)
        .subquery()
        for portee in siennes
    ]
    return select(union_all(*(select(un.c.id) for un in par_portee)).subquery().c.id)
