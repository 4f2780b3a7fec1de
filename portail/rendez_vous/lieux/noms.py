"""Nommer des lieux en peu de mots quand leurs noms commencent tous pareil : dans une liste, la fin les distingue."""

from collections.abc import Collection
from itertools import takewhile
from uuid import UUID

from portail.rendez_vous.lieux.models import Lieu

_LIAISONS = (("du ", "Le "), ("des ", "Les "), ("d’", ""), ("de ", ""))
"""Ce qui relie « Espace départemental » à sa commune, et l’article que celle-ci retrouve seule."""


def noms_courts(lieux: Collection[Lieu]) -> dict[UUID, str]:
    """Rend le nom de chaque lieu sans le début que tous partagent : « Blain », « Le Loroux-Bottereau »."""
    noms = {lieu.id: lieu.nom for lieu in lieux}
    debut = _debut_commun(noms.values()) if len(noms) > 1 else ""
    return {identifiant: _sans_liaison(nom.removeprefix(debut)) if debut else nom for identifiant, nom in noms.items()}


def _debut_commun(noms: Collection[str]) -> str:
    """Rend les premiers mots que tous partagent : ce que le premier et le dernier, rangés, ont en commun."""
    memes = takewhile(lambda deux: deux[0] == deux[1], zip(min(noms), max(noms), strict=False))
    commun = "".join(lettre for lettre, _meme in memes)
    return commun[: commun.rfind(" ") + 1]


def _sans_liaison(fin: str) -> str:
    for liaison, article in _LIAISONS:
        if fin.startswith(liaison):
            return article + fin.removeprefix(liaison)
    return fin
