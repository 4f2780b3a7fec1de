"""Deux responsables, deux balayages au même moment : une validation, une réponse."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portail.notaires.successions.reponses import GABARIT, repondre_les_dues
from portail.notaires.successions.validations import valider
from portail.notifications.models import Notification
from portail.socle import decalage, horloge
from portail.socle.base import session
from tests.integration.notaires.offices import notaire
from tests.integration.notaires.reponses import recue, relue, responsable, validees
from tests.integration.notaires.requetes import YVONNE
from tests.integration.simultane import sous_verrou

VERROU = "SELECT 1 FROM requete_succession WHERE id = %s FOR UPDATE"


@pytest.fixture
def due(base_de_tous):
    del base_de_tous
    return recue(notaire(), YVONNE), responsable()


def test_deux_responsables_valident_ensemble_une_seule_validation(due, base_de_tous):
    requete, luc = due
    ids, maud = [requete.id], responsable("Maud")

    issues = sous_verrou(base_de_tous, VERROU, ids, lambda: valider(ids, luc), lambda: valider(ids, maud))

    assert [issue.est_validee for [issue] in issues] == [True, False]
    assert relue(ids[0]).validee_par_id == luc.id


def test_deux_balayages_ensemble_une_seule_reponse(due, base_de_tous):
    requete, luc = due
    validees([requete], luc)
    decalage.avancer(requete.repondre_le - horloge.maintenant() + timedelta(seconds=1))

    assert sous_verrou(base_de_tous, VERROU, [requete.id], repondre_les_dues, repondre_les_dues) == [1, 0]

    donnees = select(func.count()).select_from(Notification).where(Notification.gabarit == GABARIT)
    assert session.scalar(donnees) == 1
