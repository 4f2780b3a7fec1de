"""Une pièce du dessous prévient celle du dessus, dans la même transaction ; `application` abonne."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

_abonnes: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def abonner(type_evenement: type, fonction: Callable[[Any], None]) -> None:
    """Fait appeler `fonction` à chaque événement de ce type ; deux fois la même n’abonne qu’une."""
    if fonction not in _abonnes[type_evenement]:
        _abonnes[type_evenement].append(fonction)


def publier(evenement: object) -> None:
    """Appelle les abonnés, tout de suite, dans la transaction de qui publie."""
    for fonction in _abonnes[type(evenement)]:
        fonction(evenement)
