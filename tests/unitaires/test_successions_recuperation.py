"""Ce qui se reprend sur une succession : la table des seuils, l’exonération, les donataires."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portail.notaires.successions.recuperation import (
    Creances,
    Exoneration,
    Heritier,
    Nature,
    Seuils,
    donataire_recherche,
    exoneration,
    recuperable,
)

SEUILS = Seuils(actif=Decimal(46_000), depenses=Decimal(760), donation_annees=10)
EUROS = st.decimals(0, 500_000, places=2)


@pytest.mark.parametrize(
    ("actif", "hebergement", "domicile", "sur_hebergement", "sur_domicile"),
    [
        (40_000, 0, 5_000, 0, 0),
        (50_000, 0, 5_000, 0, 4_000),
        (120_000, 0, 5_000, 0, 4_240),
        (46_000, 0, 9_999, 0, 0),
        (120_000, 0, 760, 0, 0),
        (30_000, 42_000, 0, 30_000, 0),
        (90_000, 25_000, 3_000, 25_000, 2_240),
        (-5_000, 12_000, 0, 0, 0),
        (50_000, 48_000, 5_000, 48_000, 2_000),
    ],
)
def test_chaque_ligne_de_la_table(actif, hebergement, domicile, sur_hebergement, sur_domicile):
    repris = recuperable(Creances(Decimal(hebergement), Decimal(domicile)), Decimal(actif), SEUILS)

    assert (repris.hebergement, repris.domicile) == (sur_hebergement, sur_domicile)
    assert repris.total == sur_hebergement + sur_domicile


@given(hebergement=EUROS, domicile=EUROS, actif=st.decimals(-100_000, 500_000, places=2))
def test_jamais_plus_que_l_actif_ni_que_le_verse(hebergement, domicile, actif):
    repris = recuperable(Creances(hebergement, domicile), actif, SEUILS)

    assert 0 <= repris.hebergement <= hebergement
    assert 0 <= repris.domicile <= max(Decimal(0), domicile - SEUILS.depenses)
    assert repris.total <= max(Decimal(0), actif)


@pytest.mark.parametrize(
    ("heritiers", "attendue"),
    [
        ({Heritier.PARENTS}, Exoneration.TOTALE),
        ({Heritier.CONJOINT, Heritier.ENFANTS}, Exoneration.TOTALE),
        ({Heritier.AIDANT}, Exoneration.TOTALE),
        ({Heritier.NEVEUX}, Exoneration.AUCUNE),
        ({Heritier.ENFANTS, Heritier.NEVEUX}, Exoneration.A_APPRECIER),
        (set(), Exoneration.A_APPRECIER),
    ],
)
def test_l_hebergement_d_une_personne_handicapee_ne_se_reprend_pas_contre_ses_proches(heritiers, attendue):
    assert exoneration(heritiers) is attendue


@pytest.mark.parametrize(
    ("nature", "donation", "attendu"),
    [
        (Nature.HEBERGEMENT_PERSONNES_AGEES, date(2018, 6, 1), True),
        (Nature.HEBERGEMENT_PERSONNES_AGEES, date(2014, 3, 10), True),
        (Nature.HEBERGEMENT_PERSONNES_AGEES, date(2014, 3, 9), False),
        (Nature.HEBERGEMENT_PERSONNES_AGEES, date(2025, 1, 1), True),
        (Nature.HEBERGEMENT_PERSONNES_HANDICAPEES, date(2018, 6, 1), False),
    ],
)
def test_le_donataire_des_dix_annees_d_avant_la_demande(nature, donation, attendu):
    assert donataire_recherche(nature, donation=donation, demande=date(2024, 3, 10), seuils=SEUILS) is attendu
