"""Les conditions et les dates du droit."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portail.demarche.conditions import (
    AgeInferieur,
    AuMoins,
    Condition,
    Pas,
    champs_cites,
    est_vraie,
    plusieurs,
    si,
    toutes,
    une,
)
from portail.demarche.dates import age_revolu, ajouter_mois, anniversaire

JOUR = date(2026, 11, 21)
JOURS = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))


@pytest.mark.parametrize(
    ("condition", "reponses", "attendu"),
    [
        (None, {}, True),
        (si("a", "x", "y"), {"a": "y"}, True),
        (si("a", "x", "y"), {"a": "z"}, False),
        (si("a", "x"), {}, False),
        (si("a", "x"), {"a": ["z", "x"]}, True),
        (si("a", "x"), {"a": []}, False),
        (si("a", True), {"a": True}, True),
        (si("a"), {"a": "texte"}, True),
        (si("a"), {"a": ""}, False),
        (si("a"), {"a": []}, False),
        (si("a"), {"a": 0}, True),
        (Pas(si("a", "x")), {}, True),
        (Pas(si("a", "x")), {"a": "x"}, False),
        (AuMoins("a", Decimal(10)), {"a": "10"}, True),
        (AuMoins("a", Decimal(10)), {"a": "9.99"}, False),
        (AuMoins("a", Decimal(10)), {}, False),
        (toutes(si("a", "x"), si("b")), {"a": "x", "b": "1"}, True),
        (toutes(si("a", "x"), si("b")), {"a": "x"}, False),
        (une(si("a", "x"), si("b")), {"b": "1"}, True),
        (une(si("a", "x"), si("b")), {"a": "z"}, False),
        (plusieurs(2, si("a", "x"), si("b", "x"), si("c", "x")), {"a": "x", "c": "x"}, True),
        (plusieurs(2, si("a", "x"), si("b", "x"), si("c", "x")), {"a": "x", "b": "z"}, False),
        (plusieurs(1, si("a", "x")), {}, False),
        (toutes(), {}, True),
        (une(), {}, False),
    ],
)
def test_une_condition_se_lit_dans_les_reponses(condition, reponses, attendu):
    assert est_vraie(condition, reponses, JOUR) is attendu


@pytest.mark.parametrize(
    ("naissance", "mineur"),
    [("2008-11-22", True), ("2008-11-21", False), ("2008-11-20", False), ("", False), (None, False)],
)
def test_l_age_se_juge_au_jour_dit(naissance, mineur):
    assert est_vraie(AgeInferieur("ne_le", 18), {"ne_le": naissance}, JOUR) is mineur


def test_une_condition_dit_de_quels_champs_elle_depend():
    condition = toutes(si("a", "x"), une(Pas(si("b")), AgeInferieur("c", 18)), AuMoins("d", Decimal(1)))

    assert champs_cites(condition) == {"a", "b", "c", "d"}
    assert champs_cites(None) == frozenset()


def test_une_condition_inconnue_est_refusee():
    class Inventee(Condition):
        pass

    with pytest.raises(TypeError, match="condition inconnue"):
        est_vraie(Inventee(), {}, JOUR)
    with pytest.raises(TypeError, match="condition inconnue"):
        champs_cites(Inventee())


@pytest.mark.parametrize(
    ("depart", "mois", "attendu"),
    [
        (date(2026, 11, 21), 2, date(2027, 1, 21)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 6, 30), 2, date(2026, 8, 30)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 1, 31), -2, date(2025, 11, 30)),
        (date(2026, 12, 1), 0, date(2026, 12, 1)),
    ],
)
def test_un_delai_en_mois_garde_le_quantieme(depart, mois, attendu):
    assert ajouter_mois(depart, mois) == attendu


def test_ne_un_29_fevrier_on_vieillit_le_1er_mars():
    naissance = date(2008, 2, 29)

    assert age_revolu(naissance, date(2026, 2, 28)) == 17
    assert age_revolu(naissance, date(2026, 3, 1)) == 18
    assert anniversaire(naissance, 18) == date(2026, 3, 1)
    assert anniversaire(naissance, 20) == date(2028, 2, 29)


@given(naissance=JOURS, ans=st.integers(min_value=0, max_value=120))
def test_l_anniversaire_est_le_premier_jour_de_cet_age(naissance, ans):
    jour = anniversaire(naissance, ans)

    assert age_revolu(naissance, jour) == ans
    assert age_revolu(naissance, date.fromordinal(jour.toordinal() - 1)) == ans - 1


@given(depart=JOURS, mois=st.integers(min_value=-600, max_value=600))
def test_un_delai_en_mois_tombe_dans_le_bon_mois(depart, mois):
    arrivee = ajouter_mois(depart, mois)

    assert (arrivee.year * 12 + arrivee.month) - (depart.year * 12 + depart.month) == mois
    assert arrivee.day == depart.day or (arrivee.day < depart.day and ajouter_mois(arrivee, 1).day >= arrivee.day)
