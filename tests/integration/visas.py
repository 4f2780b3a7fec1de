"""Greffon pytest : de quoi déclarer des visas, les attendre et les rendre."""

from collections.abc import Callable

import pytest

from portail.demarche.declaration import Demarche
from portail.demarche.visas import Portee, Visa, Viseur
from portail.dossiers.actions import decision
from portail.dossiers.models import Decision, Dossier
from portail.dossiers.visas import actions
from portail.identite.models import Agent, Role, Usager
from tests import fabriques

CONTROLE = Visa(code="controle", titre="Contrôle interne", viseur=Viseur.INSTRUCTEUR)
DIRECTION = Visa(code="direction", titre="Visa de la direction", viseur=Viseur.DIRECTEUR)
SUR_REFUS = Visa(code="juridique", titre="Visa juridique", viseur=Viseur.SECRETAIRE, decisions=(Portee.REFUS,))


def viser(dossier: Dossier, agent: Agent) -> Dossier:
    """Vise le projet de décision."""
    return actions.viser(dossier.id, agent=agent, revision=None)


def signer(dossier: Dossier, agent: Agent) -> Decision:
    """Signe le projet de décision."""
    return decision.signer(dossier.id, agent=agent, revision=None)


@pytest.fixture
def paul(departement: None) -> Agent:
    """Paul Lebreton, instructeur : il rend le contrôle interne."""
    return fabriques.agent(prenom="Paul")


@pytest.fixture
def gwenaelle(departement: None) -> Agent:
    """Gwenaëlle Prigent, directrice."""
    return fabriques.agent(Role.DIRECTEUR, prenom="Gwenaëlle", nom="Prigent")


@pytest.fixture
def propose(
    declarer: Callable[..., Demarche], yanis: Usager, claire: Agent, paul: Agent, gwenaelle: Agent, herve: Agent
) -> Dossier:
    """Un projet d’accord de Claire, qui passe par le contrôle puis par la direction."""
    declarer(visas=(CONTROLE, DIRECTION))
    return fabriques.en_signature(yanis, claire)
