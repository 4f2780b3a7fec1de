"""Des activités où s’inscrire, et de quoi les payer."""

from dataclasses import replace

import pytest

from portail.identite.models import Agent
from portail.inscriptions.activites.models import Groupe
from portail.socle import demarrage
from tests.integration.inscriptions import fabrique
from tests.integration.paiement import fabrique as caisse
from tests.payfip import Guichetier


@pytest.fixture
def sport(departement: None) -> None:
    """Les activités livrées, et leur régie."""
    fabrique.installer()


@pytest.fixture
def stage(sport: None) -> Groupe:
    """Un stage de deux places."""
    return fabrique.groupe(places=2)


@pytest.fixture
def ronan(sport: None) -> Agent:
    """Ronan Le Gall, responsable du service des sports."""
    return fabrique.responsable()


@pytest.fixture
def en_ligne(payfip: Guichetier, sport: None, monkeypatch: pytest.MonkeyPatch) -> Guichetier:
    """Le PayFiP simulé, à l’heure du portail, et le portail branché sur lui."""
    branche = replace(demarrage.reglages(), payfip_url=payfip.racine)
    monkeypatch.setattr(demarrage._Reglage, "reglages", branche)
    caisse.a_l_heure(payfip)
    return payfip
