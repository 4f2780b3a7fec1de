"""Les mots des écrans de rendez-vous : un téléphone, une date, le rythme d’une plage."""

from datetime import date

import pytest
from flask import Flask

from portail.guichets.agents.agenda.plages_formulaires import rythme_dit
from portail.guichets.contexte import date_longue, telephone
from portail.rendez_vous.plages.models import Plage, Rythme
from tests import fabriques
from tests.entree import entrer
from tests.integration import rendez_vous


@pytest.mark.parametrize(
    ("garde", "ecrit"),
    [("+33639980042", "06 39 98 00 42"), ("02 61 91 44 00", "02 61 91 44 00"), ("+49309018200", "+49 30 9018200")],
)
def test_un_telephone_s_ecrit_comme_on_le_compose_d_un_seul_tenant(garde: str, ecrit: str):
    assert telephone(garde) == ecrit.replace(" ", "\u00a0")


def test_une_date_gardee_en_texte_se_lit_comme_une_date(application: Flask):
    with application.test_request_context():
        assert date_longue("2026-11-03") == date_longue(date(2026, 11, 3)) == "3 novembre 2026"
        assert date_longue(None) == date_longue("") == ""


@pytest.mark.parametrize(
    ("valeurs", "dit"),
    [
        ({"jours": [4, 2]}, "mardi, jeudi, toutes les semaines"),
        ({"jours": [3], "intervalle": 2}, "mercredi, une semaine sur deux"),
        ({"jours": [3], "intervalle": 6}, "mercredi, une semaine sur 6"),
        ({"jours": [2], "rythme": Rythme.MENSUEL, "rang": 2}, "deuxième mardi du mois"),
        ({"jours": [5], "rythme": Rythme.MENSUEL, "rang": -1}, "dernier vendredi du mois"),
    ],
)
def test_une_plage_dit_quand_elle_revient(application: Flask, valeurs: dict[str, object], dit: str):
    with application.test_request_context():
        assert rythme_dit(Plage(**{"rythme": Rythme.HEBDOMADAIRE, "intervalle": 1, "rang": None, **valeurs})) == dit


def test_une_salle_se_nomme_avec_son_lieu_et_un_lieu_par_sa_commune(client, base, date_de_l_essai):
    fabriques.departement()
    rendez_vous.salle(rendez_vous.lieu("blain", nom="Espace de Blain"), nom="Salle bleue")
    rendez_vous.lieu("loroux", nom="Espace du Loroux-Bottereau")
    rendez_vous.objet("REUNION", places=12)
    entrer(client, rendez_vous.secretaire())

    page = client.get("/agents/agenda/seances/nouvelle").text
    assert "Salle bleue, Blain" in page
    assert ">Le Loroux-Bottereau</option>" in page
