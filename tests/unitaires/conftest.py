"""Ce que partagent les essais de la saisie : montrer un formulaire, l’envoyer."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.unitaires.formulaires import envoyer, montrer


@pytest.fixture
def requetes() -> Iterator[ExitStack]:
    """Les requêtes ouvertes le temps de l’essai."""
    with ExitStack() as pile:
        yield pile


@pytest.fixture
def affiche(requetes: ExitStack) -> Callable[..., Any]:
    """Montre un formulaire vide ou rempli : `affiche(CHAMP, valeurs=…)`."""
    return montrer(requetes)


@pytest.fixture
def envoye(requetes: ExitStack) -> Callable[..., Any]:
    """Envoie un formulaire : `envoye(CHAMP, donnees=…)`."""
    return envoyer(requetes)
