"""Les délais légaux d’un dossier : dix jours ouvrés, deux mois, et le temps suspendu."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portail.demarche.declaration import Depart, Mois
from portail.dossiers.horloges import apres_suspension, date_accuse, date_silence
from portail.territoire.jours import est_ouvre
from tests.unitaires.situations_permis import PERMIS

jours = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("reception", "limite"),
    [
        (date(2026, 11, 20), date(2026, 12, 4)),
        (date(2026, 11, 21), date(2026, 12, 4)),
        (date(2026, 12, 18), date(2027, 1, 5)),
        (date(2026, 4, 30), date(2026, 5, 19)),
    ],
    ids=["un vendredi", "un samedi", "Noël et le jour de l’an", "les ponts de mai"],
)
def test_l_accuse_de_reception_est_du_sous_dix_jours_ouvres(reception: date, limite: date):
    assert date_accuse(reception, 10) == limite


@pytest.mark.parametrize(
    ("reception", "limite"),
    [(date(2026, 11, 21), date(2026, 12, 1)), (date(2026, 12, 23), date(2027, 1, 2))],
)
def test_un_texte_propre_compte_ses_jours_au_calendrier(reception: date, limite: date):
    assert date_accuse(reception, 10, 10) == limite
    assert date_accuse(reception, 10, 60) == date_accuse(reception, 10)


@given(jours, st.integers(1, 30))
def test_la_limite_de_l_accuse_est_un_jour_ouvre_et_laisse_le_compte(reception: date, nombre: int):
    limite = date_accuse(reception, nombre)
    ecoules = [reception + timedelta(days=n) for n in range(1, (limite - reception).days + 1)]

    assert est_ouvre(limite)
    assert sum(map(est_ouvre, ecoules)) == nombre


@pytest.mark.parametrize(
    ("reception", "silence"),
    [
        (date(2026, 11, 21), date(2027, 1, 21)),
        (date(2026, 12, 31), date(2027, 2, 28)),
        (date(2027, 12, 31), date(2028, 2, 29)),
        (date(2026, 6, 30), date(2026, 8, 30)),
    ],
)
def test_le_silence_de_deux_mois_court_de_la_reception(reception: date, silence: date):
    assert date_silence(PERMIS, reception=reception, completude=None) == silence


def test_un_delai_qui_court_de_la_completude_attend_que_tout_soit_la():
    demarche = replace(PERMIS, delai=Mois(2, depuis=Depart.COMPLETUDE))
    reception, completude = date(2026, 11, 21), date(2026, 12, 1)

    assert date_silence(demarche, reception=reception, completude=None) is None
    assert date_silence(demarche, reception=reception, completude=completude) == date(2027, 2, 1)


def test_sans_delai_le_silence_ne_vaut_rien():
    assert date_silence(replace(PERMIS, delai=None), reception=date(2026, 11, 21), completude=None) is None


@given(jours, jours, st.integers(0, 400))
def test_le_silence_est_repousse_du_temps_suspendu_ni_plus_ni_moins(silence: date, debut: date, duree: int):
    assert apres_suspension(silence, debut=debut, fin=debut + timedelta(days=duree)) == silence + timedelta(days=duree)


@given(jours, jours, st.integers(1, 400))
def test_une_suspension_finie_avant_d_avoir_commence_ne_raccourcit_rien(silence: date, debut: date, avance: int):
    assert apres_suspension(silence, debut=debut, fin=debut - timedelta(days=avance)) == silence
