"""Ce qu’un domaine du dessus sait d’une démarche : il l’accroche ici, les dossiers s’en servent sans le connaître."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from portail.demarche.conditions import Reponses
from portail.demarche.declaration import Demarche
from portail.demarche.valeurs import Valeur

Verifier: TypeAlias = Callable[[Reponses], None]
"""Lève `HorsDeLaDemarche` si les réponses relèvent d’une autre autorité, `SaisieInvalide` si elles ne se lisent pas."""

Preremplir: TypeAlias = Callable[[Mapping[str, str]], dict[str, Valeur]]
"""Rend les réponses que disent les arguments d’une adresse."""


@dataclass(frozen=True, slots=True)
class Crochet:
    """Ce qu’un domaine fait d’une démarche ; `page` : celle dont l’enregistrement se vérifie."""

    page: str
    verifier: Verifier
    preremplir: Preremplir


_CROCHETS: dict[str, Crochet] = {}


def accrocher(identifiant: str, crochet: Crochet) -> None:
    """Confie la démarche à ce crochet."""
    _CROCHETS[identifiant] = crochet


def verifier(demarche: Demarche, reponses: Reponses, *, page: str = "") -> None:
    """Vérifie les réponses, ou rien si elles ne viennent pas de la page qui les donne toutes."""
    crochet = _CROCHETS.get(demarche.identifiant)
    if crochet is not None and page in ("", crochet.page):
        crochet.verifier(reponses)


def preremplir(demarche: Demarche, arguments: Mapping[str, str]) -> dict[str, Valeur]:
    """Rend les réponses de départ que disent ces arguments ; aucune sans crochet."""
    crochet = _CROCHETS.get(demarche.identifiant)
    return crochet.preremplir(arguments) if crochet is not None else {}
