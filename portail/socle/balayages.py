"""Traiter à part chaque élément d’un balayage : une faute sur l’un se note et n’arrête pas les autres."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeVar

from sqlalchemy.exc import OperationalError

from portail.socle.tours import reprendre
from portail.socle.traces import trace

T = TypeVar("T")


def chacun_a_part(balayage: str, elements: Iterable[T], geste: Callable[[T], object]) -> int:
    """Fait le geste, qui ouvre sa propre transaction, sur chaque élément ; rend combien de fois il a rendu vrai.

    Une faute se note, sans rien de l’élément ; le balayage suivant le reprendra. Une base qui ne répond plus passe.
    """
    faits = 0
    for element in elements:
        try:
            faits += bool(geste(element))
        except OperationalError:
            raise
        except Exception as erreur:  # noqa: BLE001 — quelle que soit la faute, les suivants n’y sont pour rien
            trace.error("balayage_en_erreur", balayage=balayage, erreur=type(erreur).__name__)
    return faits


def chacun_repris(balayage: str, elements: Iterable[T], geste: Callable[[T], object]) -> int:
    """Comme `chacun_a_part` ; le geste qui en a croisé un autre se refait d’abord."""
    return chacun_a_part(balayage, elements, lambda element: reprendre(partial(geste, element)))
