"""De l’adverbe à la cote, de la cote au GIR : les calculs déclarés de l’évaluation."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.apa_evaluation import EVALUATION
from forms.regles.aggir import COTES, grille_officielle
from forms.regles.aggir_calculs import ACTIVITES, ADVERBES, CALCULS, NE_FAIT_PAS, cote
from portail.demarche.bilan import Explication
from portail.demarche.eligibilite import calculer

CHAMPS = tuple(EVALUATION.champs.values())
ADVERBES_DE = {"A": [*ADVERBES], "B": [ADVERBES[0]], "C": [NE_FAIT_PAS]}


def calcules(reponses) -> dict[str, Explication]:
    faits = calculer(CALCULS, CHAMPS, reponses, jour=date(2026, 11, 21), parametres={}, communes=())
    return {fait.calcul.code: fait for fait in faits}


@pytest.mark.parametrize(
    ("adverbes", "attendue"),
    [
        (ADVERBES, "A"),
        (ADVERBES[1:], "B"),
        (ADVERBES[:3], "B"),
        (("spontanement",), "B"),
        (("habituellement",), "B"),
        ((NE_FAIT_PAS,), "C"),
    ],
)
def test_la_cote_vient_des_quatre_adverbes(adverbes, attendue):
    assert cote(list(adverbes)).chiffres == {"cote": attendue}


def test_les_activites_sont_celles_de_la_grille_dans_leur_ordre():
    assert set(ACTIVITES) == set(grille_officielle().activites)


def test_une_activite_sans_reponse_n_a_pas_de_cote_et_le_gir_attend():
    faits = calcules(dict.fromkeys(list(ACTIVITES)[:9], ADVERBES_DE["B"]) | {"communication": None})

    assert len(faits) == 9
    assert "gir" not in faits


@given(cotation=st.fixed_dictionaries({activite: st.sampled_from(COTES) for activite in ACTIVITES}))
def test_le_gir_calcule_est_celui_de_la_grille(cotation):
    fait = calcules({activite: ADVERBES_DE[valeur] for activite, valeur in cotation.items()})["gir"]

    assert fait.valeur == Decimal(grille_officielle().gir(cotation))
    assert fait.texte(str, "fr") == f"GIR {fait.valeur} (rang {grille_officielle().rang(cotation)} sur 13)"


@given(
    illustratives=st.dictionaries(
        st.sampled_from(["gestion", "cuisine", "menage", "achats", "transports"]), st.sampled_from(COTES)
    )
)
def test_une_variable_illustrative_ne_change_pas_le_gir(illustratives):
    reponses = dict.fromkeys(ACTIVITES, ADVERBES_DE["B"])

    assert calcules({**reponses, **illustratives})["gir"].valeur == calcules(reponses)["gir"].valeur == 4


def test_dix_variables_comptent_et_sept_sont_illustratives():
    libres = [champ.identifiant for champ in CHAMPS if getattr(champ, "options", {}).keys() == {"A", "B", "C"}]

    assert (len(ACTIVITES), len(libres)) == (10, 7)
    assert not any(champ.obligatoire for champ in CHAMPS if champ.identifiant in libres)
