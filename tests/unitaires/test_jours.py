"""Jours ouvrés et délais : les exemples du métier, puis dix ans de dates tirées au sort."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portail.territoire.jours import (
    ajouter_ans,
    ajouter_jours_ouvres,
    ajouter_mois,
    delai_franc,
    est_ferie,
    est_ouvre,
    jours_feries,
    premier_jour_ouvrable,
)

DIX_ANS = st.dates(date(2024, 1, 1), date(2034, 12, 31))


def feries_attendus(annee):
    """Les onze jours fériés, calculés autrement que par la bibliothèque (Pâques : algorithme de Meeus)."""
    a, b, c = annee % 19, annee // 100, annee % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    n = h + k - 7 * ((a + 11 * h + 22 * k) // 451) + 114
    paques = date(annee, n // 31, n % 31 + 1)
    fixes = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
    return {date(annee, *jour) for jour in fixes} | {paques + timedelta(jours) for jours in (1, 39, 50)}


@pytest.mark.parametrize("annee", range(2024, 2035))
def test_les_jours_feries_sont_ceux_du_code_du_travail(annee):
    assert set(jours_feries(annee)) == feries_attendus(annee)


def test_un_jour_ferie_porte_son_nom_en_francais():
    assert jours_feries(2026)[date(2026, 7, 14)] == "Fête nationale"


def test_l_accuse_de_reception_part_dans_les_dix_jours_ouvres():
    assert ajouter_jours_ouvres(date(2026, 11, 21), 10) == date(2026, 12, 4)


@pytest.mark.parametrize(
    ("depart", "jours", "attendu"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # un vendredi
        (date(2026, 11, 22), 1, date(2026, 11, 23)),  # un dimanche
        (date(2026, 12, 24), 1, date(2026, 12, 28)),  # Noël puis un week-end
        (date(2027, 5, 5), 1, date(2027, 5, 7)),  # l’Ascension
        (date(2026, 11, 21), 0, date(2026, 11, 21)),
    ],
)
def test_les_jours_ouvres_sautent_week_ends_et_feries(depart, jours, attendu):
    assert ajouter_jours_ouvres(depart, jours) == attendu


def test_un_delai_negatif_est_refuse():
    with pytest.raises(ValueError, match="remonte"):
        ajouter_jours_ouvres(date(2026, 1, 1), -1)


@pytest.mark.parametrize(
    ("depart", "mois", "attendu"),
    [
        (date(2026, 11, 21), 2, date(2027, 1, 21)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 6, 30), 2, date(2026, 8, 30)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 5, 5), 0, date(2026, 5, 5)),
    ],
)
def test_un_delai_en_mois_expire_au_meme_quantieme_ou_au_dernier_jour(depart, mois, attendu):
    assert ajouter_mois(depart, mois) == attendu


def test_un_29_fevrier_a_son_anniversaire_le_28():
    assert ajouter_ans(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert ajouter_ans(date(2024, 2, 29), 4) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("notification", "attendu"),
    [
        (date(2026, 11, 20), date(2027, 1, 21)),  # franc : le jour d’après le 20
        (date(2026, 11, 21), date(2027, 1, 22)),
        (date(2026, 11, 22), date(2027, 1, 25)),  # le 23 est un samedi
        (date(2026, 10, 24), date(2026, 12, 28)),  # le 25 est Noël, un vendredi
        (date(2026, 12, 31), date(2027, 3, 1)),
    ],
)
def test_le_delai_de_recours_est_franc_et_finit_un_jour_ouvrable(notification, attendu):
    assert delai_franc(notification, 2) == attendu


@given(DIX_ANS, st.integers(0, 60))
def test_le_compte_des_jours_ouvres_est_exact(depart, nombre):
    fin = ajouter_jours_ouvres(depart, nombre)
    ouvres = sum(est_ouvre(depart + timedelta(jours)) for jours in range(1, (fin - depart).days + 1))
    assert ouvres == nombre
    assert nombre == 0 or est_ouvre(fin)


@given(DIX_ANS, st.integers(0, 30))
def test_les_jours_ouvres_s_ajoutent(depart, nombre):
    assert ajouter_jours_ouvres(ajouter_jours_ouvres(depart, nombre), 3) == ajouter_jours_ouvres(depart, nombre + 3)


@given(DIX_ANS)
def test_le_premier_jour_ouvrable_n_est_jamais_loin(jour):
    ouvrable = premier_jour_ouvrable(jour)
    assert jour <= ouvrable <= jour + timedelta(5)
    assert ouvrable.weekday() < 5
    assert not est_ferie(ouvrable)
    assert premier_jour_ouvrable(ouvrable) == ouvrable


@given(DIX_ANS, st.integers(0, 120))
def test_un_delai_en_mois_garde_le_quantieme_ou_finit_le_mois(depart, mois):
    fin = ajouter_mois(depart, mois)
    assert (fin.year * 12 + fin.month) - (depart.year * 12 + depart.month) == mois
    assert fin.day == depart.day or (fin.day < depart.day and (fin + timedelta(1)).day == 1)


@given(DIX_ANS, DIX_ANS, st.integers(0, 24))
def test_un_depart_plus_tardif_ne_finit_jamais_plus_tot(premier, second, mois):
    premier, second = min(premier, second), max(premier, second)
    assert ajouter_mois(premier, mois) <= ajouter_mois(second, mois)
    assert delai_franc(premier, mois) <= delai_franc(second, mois)
