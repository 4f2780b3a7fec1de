"""Qui revient dans ces essais : un notaire, l’instructrice qui propose, le responsable qui valide."""

import pytest

from portail.identite.models import Agent
from portail.identite.notaires.models import Membre
from tests.integration.notaires.offices import notaire
from tests.integration.notaires.reponses import instructrice, responsable


@pytest.fixture
def maitre(departement: None) -> Membre:
    """Me Rolland, qui gère les accès de son office."""
    del departement
    return notaire()


@pytest.fixture
def nadia(departement: None) -> Agent:
    """Une instructrice des recours."""
    del departement
    return instructrice()


@pytest.fixture
def luc(departement: None) -> Agent:
    """Le responsable des recours."""
    del departement
    return responsable()
