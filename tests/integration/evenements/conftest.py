"""Un organisateur, et une conférence de deux places."""

import pytest

from portail.identite.models import Agent
from portail.inscriptions.evenements.models import Evenement
from tests.integration.evenements import fabrique


@pytest.fixture
def nolwenn(departement: None) -> Agent:
    """Nolwenn, qui organise."""
    return fabrique.responsable()


@pytest.fixture
def conference(nolwenn: Agent) -> Evenement:
    """Une conférence de deux places, publiée."""
    return fabrique.evenement(nolwenn, places=2)
