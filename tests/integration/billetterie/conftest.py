"""Des sites à visiter, leur régie, qui les tient."""

from dataclasses import replace

import pytest

from portail.identite.models import Agent
from portail.inscriptions.patrimoine.models import SeanceDeVisite
from portail.socle import demarrage
from tests.integration.billetterie import fabrique
from tests.integration.paiement import fabrique as caisse
from tests.payfip import Guichetier


@pytest.fixture
def sites(departement: None) -> None:
    """Les sites livrés, et leur régie."""
    fabrique.installer()


@pytest.fixture
def visite(sites: None) -> SeanceDeVisite:
    """Demain à 14 heures, dix places."""
    return fabrique.seance()


@pytest.fixture
def ronan(sites: None) -> Agent:
    """Ronan Le Gall, responsable du service."""
    return fabrique.responsable()


@pytest.fixture
def enora(sites: None) -> Agent:
    """Enora Tanguy, à l’accueil du service."""
    return fabrique.accueil()


@pytest.fixture
def en_ligne(payfip: Guichetier, sites: None, monkeypatch: pytest.MonkeyPatch) -> Guichetier:
    """Le PayFiP simulé, à l’heure du portail, et le portail branché sur lui."""
    branche = replace(demarrage.reglages(), payfip_url=payfip.racine)
    monkeypatch.setattr(demarrage._Reglage, "reglages", branche)
    caisse.a_l_heure(payfip)
    return payfip
