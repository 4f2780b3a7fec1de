"""Qui devait acheter s’efface deux ans après la fin des recours : des réponses, de la demande figée, des copies."""

from datetime import date, timedelta

import pytest

from portail.dossiers.etats import NatureDecision
from portail.dossiers.models import Dossier
from portail.identite.models import Agent
from portail.identite.notaires.models import Membre
from portail.notaires.declarations.effacement import a_effacer, effacer_l_acquereur
from portail.notaires.declarations.taches import effacer_les_acquereurs
from tests import fabriques
from tests.integration.lignes import journal_de, promis, relu
from tests.integration.notaires.test_dia import PREEMPTION, decide
from tests.integration.notaires.test_dia import maitre as maitre
from tests.integration.notaires.test_dia import nadia as nadia
from tests.integration.notaires.ventes import declaree

FIN, RECOURS = date(2028, 11, 21), date(2029, 1, 22)
"""Deux ans après la décision du 21 novembre 2026, et après le dernier jour pour la contester."""

pytestmark = pytest.mark.usefixtures("application", "departement")


def lu(dossier: Dossier) -> str:
    """Tout ce que la base garde de la déclaration, en clair."""
    frais = relu(dossier)
    copies = [un.contexte for un in promis(frais) if un.gabarit == "autorite/declaration"]
    return f"{frais.reponses} {frais.instantane} {copies}"


def test_l_acquereur_s_efface_deux_ans_apres_et_le_reste_demeure(maitre: Membre, nadia: Agent):
    renoncee = decide(declaree(maitre), nadia, NatureDecision.ACCORD)
    preemptee = decide(declaree(maitre), nadia, NatureDecision.REFUS, PREEMPTION)
    en_cours = declaree(maitre)

    fabriques.mettre_l_horloge_au(FIN - timedelta(days=1))
    effacer_les_acquereurs()
    assert all("Marchand" in lu(un) for un in (renoncee, preemptee, en_cours))

    fabriques.mettre_l_horloge_au(FIN)
    effacer_les_acquereurs()
    effacer_les_acquereurs()
    assert "Marchand" not in lu(renoncee)
    assert "Bertin" in lu(renoncee)
    assert relu(renoncee).reponses["prix"] == "85000.00"
    assert journal_de(renoncee).count("effacer_acquereur") == 1
    assert not effacer_l_acquereur(renoncee.id)
    assert all("Marchand" in lu(un) for un in (preemptee, en_cours))

    fabriques.mettre_l_horloge_au(RECOURS)
    effacer_les_acquereurs()
    assert "Marchand" not in lu(preemptee)
    assert "Marchand" in lu(en_cours)
    assert a_effacer() == []
