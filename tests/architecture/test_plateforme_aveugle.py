"""La plateforme ne nomme aucune prestation : leurs mots restent au catalogue, dans les données et dans les essais."""

import re

import pytest

from tests.architecture.depot import fichiers, relatif

PRESTATIONS = re.compile(r"(?i)(?<![a-zà-ÿ])(apa|aggir|gir)(?![a-zà-ÿ])|personnalisée d’autonomie|plan_d?_?aide")
DONNEES = ("portail/donnees/", "portail/demonstration/")
"""Ce qui s’importe, et les personnes fictives."""


def test_la_plateforme_ne_nomme_pas_de_prestation():
    assert [
        f"{relatif(chemin)}:{rang}"
        for chemin in fichiers(".py", ".html", ".txt", ".typ", ".css", ".sms", sous="portail")
        if not relatif(chemin).startswith(DONNEES)
        for rang, ligne in enumerate(chemin.read_text(encoding="utf-8").splitlines(), start=1)
        if PRESTATIONS.search(ligne)
    ] == []


@pytest.mark.parametrize("ligne", ["l’APA", "apa_mtp", "grille_aggir", "le GIR 4", "part_plafond_gir1", "plan_aide"])
def test_un_mot_de_prestation_se_voit(ligne: str):
    assert PRESTATIONS.search(ligne)


@pytest.mark.parametrize("ligne", ["apaiser", "girafe", "capable", "agir"])
def test_un_mot_qui_lui_ressemble_passe(ligne: str):
    assert not PRESTATIONS.search(ligne)
