"""Greffon pytest : des demandes de Yanis, suivies par Claire, que le silence a rejetées ou acceptées.

Le module qui s’en sert a ses propres `yanis` et `claire`, et une horloge posée le jour de la réception.
"""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from portail.demarche.declaration import Demarche
from portail.dossiers.actions import decision, silence
from portail.dossiers.etats import NatureDecision
from portail.dossiers.models import Dossier
from portail.identite.models import Agent, Usager
from tests import fabriques
from tests.declarations import ACCORD
from tests.integration.lignes import relu

RECEPTION, TERME = date(2026, 11, 21), date(2027, 1, 21)
LENDEMAIN = TERME + timedelta(days=1)
REFUS = decision.Projet(
    nature=NatureDecision.REFUS, motifs=[{"code": "age", "droit": "Règlement, article 2.", "fait": "26 ans."}]
)


def laisser_passer_le_delai(dossier: Dossier) -> Dossier:
    """Met l’horloge au lendemain du terme et laisse le portail constater."""
    fabriques.mettre_l_horloge_au(LENDEMAIN)
    assert silence.constater_silence(dossier.id)
    return relu(dossier)


@pytest.fixture
def rejete(yanis: Usager, claire: Agent) -> Dossier:
    """Le silence vaut rejet : la demande est réputée rejetée."""
    return laisser_passer_le_delai(fabriques.en_instruction(yanis, claire))


@pytest.fixture
def accorde(yanis: Usager, claire: Agent, declarer: Callable[..., Demarche]) -> Dossier:
    """Le silence vaut acceptation : la demande est réputée acceptée."""
    declarer(ACCORD)
    return laisser_passer_le_delai(fabriques.en_instruction(yanis, claire))
