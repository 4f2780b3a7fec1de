"""Une pile à part, sans autre demande : ici l’horloge avance de plusieurs mois, ce qui gênerait les autres essais."""

import os
from collections.abc import Iterator

import pytest

from portail.config import Environnement
from portail.demonstration.pile import Pile, pile_de_demonstration
from tests.bout_en_bout.autonomie.coulisses import dans_la_pile
from tests.bout_en_bout.conftest import REGLAGES_DU_PORTAIL


@pytest.fixture(scope="session")
def pile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pile]:
    """Le portail installé : services, paramètres, agents ; aucune demande."""
    environ = {nom: valeur for nom, valeur in os.environ.items() if not nom.startswith(REGLAGES_DU_PORTAIL)}
    with pile_de_demonstration(
        tmp_path_factory.mktemp("pile_autonomie"),
        environnement=Environnement.TEST,
        environ={**environ, "LIMITES": "0"},
        charger=False,
    ) as lancee:
        dans_la_pile(lancee, "installer")
        yield lancee
