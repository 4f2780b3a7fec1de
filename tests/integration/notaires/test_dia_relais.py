"""Le tour du Conservatoire, puis celui de la commune : leurs dates, dites à l’agent et à chaque titulaire."""

from datetime import date, time, timedelta

import pytest
from flask import Flask

from portail.dossiers.horloges.lecture import horloges_du
from portail.dossiers.taches import passer_les_termes
from portail.identite.models import Agent
from portail.identite.notaires.models import Membre
from portail.notaires.declarations.relais import Relais, relais_de
from portail.parametres.queries import entier_au
from tests import fabriques
from tests.integration.lignes import promis, relu
from tests.integration.navigation import mots, navigateur
from tests.integration.notaires.test_dia import maitre as maitre
from tests.integration.notaires.test_dia import nadia as nadia
from tests.integration.notaires.test_dia import terrain_en_zone
from tests.integration.notaires.ventes import declaree

pytestmark = pytest.mark.usefixtures("application", "departement")


@pytest.mark.parametrize(
    ("recue", "attendus"),
    [
        (date(2026, 11, 21), Relais(date(2027, 2, 5), date(2027, 2, 20), date(2027, 2, 21))),
        (date(2026, 11, 30), Relais(date(2027, 2, 14), date(2027, 2, 28), date(2027, 2, 28))),
    ],
)
def test_chacun_a_quinze_jours_sans_passer_les_trois_mois(maitre: Membre, recue: date, attendus: Relais):
    fabriques.mettre_l_horloge_au(recue, time(18, 30))

    assert relais_de(horloges_du(declaree(maitre)), entier_au("dia_relais")) == attendus


def test_l_agent_et_les_titulaires_lisent_leurs_dates(maitre: Membre, nadia: Agent, application: Flask):
    terrain_en_zone()
    dossier = declaree(maitre)
    page = mots(navigateur(application, nadia).get(f"/agents/dossiers/{dossier.numero}")).replace("\u00a0", " ")
    assert "jusqu’au 5 février 2027" in page
    assert "jusqu’au 20 février 2027" in page

    fabriques.mettre_l_horloge_au(date(2027, 1, 21) + timedelta(days=1))
    passer_les_termes()
    raisons = [n.contexte["raison"].replace("\u00a0", " ") for n in promis(relu(dossier)) if "raison" in n.contexte]
    dites = [une for une in raisons if "jusqu’au 5 février 2027, puis la commune jusqu’au 20 février 2027" in une]
    assert len(dites) == 1
    assert "Passé le 21 février 2027" in dites[0]
