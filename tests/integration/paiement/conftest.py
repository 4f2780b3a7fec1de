"""Une régie ouverte, PayFiP simulé, une commande fictive qui écoute."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from portail.identite.models import Agent, Role
from portail.paiement.paiements.models import SommeDue
from portail.paiement.regies.models import Regie
from portail.socle import demarrage
from tests import fabriques
from tests.integration.paiement import fabrique
from tests.payfip import Guichetier


@pytest.fixture
def en_ligne(payfip: Guichetier, departement: None, monkeypatch: pytest.MonkeyPatch) -> Guichetier:
    """Le PayFiP simulé, à l’heure du portail, et le portail branché sur lui."""
    branche = replace(demarrage.reglages(), payfip_url=payfip.racine)
    monkeypatch.setattr(demarrage._Reglage, "reglages", branche)
    fabrique.a_l_heure(payfip)
    return payfip


@pytest.fixture
def commandes() -> Iterator[fabrique.Commandes]:
    """La commande fictive, et ce qu’on lui annonce."""
    yield from fabrique.brancher_les_commandes()


@pytest.fixture
def regie(en_ligne: Guichetier, commandes: fabrique.Commandes) -> Regie:
    """La régie de l’animation sportive."""
    return fabrique.regie()


@pytest.fixture
def due(regie: Regie) -> SommeDue:
    """Cinquante euros, pour un stage."""
    return fabrique.somme(regie)


@pytest.fixture
def maryse(departement: None) -> Agent:
    """Maryse Le Floch tient la régie."""
    return fabriques.agent(Role.REGISSEUR, fabrique.SERVICE, prenom="Maryse", nom="Le Floch")
