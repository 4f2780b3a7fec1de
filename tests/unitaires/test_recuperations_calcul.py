"""Le calcul expliqué d’une récupération : la table de la fiche, l’exonération, les donataires, l’assurance-vie."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portail.notaires.recuperations.calcul import Aide, Donation, Faits, calculer
from portail.notaires.successions.recuperation import Heritier, Nature, Seuils

SEUILS = Seuils(actif=Decimal(46_000), depenses=Decimal(760), donation_annees=10)
DEMANDEE = date(2024, 3, 1)
EUROS = st.decimals(0, 300_000, places=2)
AGEE, HANDICAP, MENAGE = (
    Nature.HEBERGEMENT_PERSONNES_AGEES,
    Nature.HEBERGEMENT_PERSONNES_HANDICAPEES,
    Nature.AIDE_MENAGERE,
)


def _aide(nature: Nature, montant: int | Decimal) -> Aide:
    return Aide(nature, DEMANDEE, Decimal(montant))


@pytest.mark.parametrize(
    ("actif", "hebergement", "domicile", "repris"),
    [
        (40_000, 0, 5_000, 0),
        (50_000, 0, 5_000, 4_000),
        (120_000, 0, 5_000, 4_240),
        (46_000, 0, 9_999, 0),
        (120_000, 0, 760, 0),
        (30_000, 42_000, 0, 30_000),
        (90_000, 25_000, 3_000, 27_240),
        (-5_000, 12_000, 0, 0),
    ],
)
def test_chaque_ligne_de_la_table_et_ses_etapes(actif, hebergement, domicile, repris):
    aides = [_aide(AGEE, hebergement), _aide(MENAGE, domicile)]

    calcul = calculer(aides, Faits(actif_net=Decimal(actif)), SEUILS)

    assert (calcul.succession, calcul.total) == (repris, repris)
    dites = {etape.titre: etape.montant for etape in calcul.etapes}
    assert dites["Actif net de la succession"] == actif
    assert dites.get("Hébergement repris", 0) + dites.get("Aides à domicile reprises", 0) == repris


def test_les_seuils_se_lisent_dans_l_explication():
    calcul = calculer([_aide(MENAGE, 5_000)], Faits(actif_net=Decimal(50_000)), SEUILS)

    [etape] = [une for une in calcul.etapes if une.titre == "Aides à domicile reprises"]
    dite = (etape.texte % etape.valeurs).replace("\u202f", "\u00a0")
    for montant in ("760 €", "4 240 €", "46 000 €", "4 000 €"):
        assert montant.replace(" ", "\u00a0") in dite


@pytest.mark.parametrize(
    ("heritiers", "tout_legue", "repris", "a_apprecier"),
    [
        ({Heritier.PARENTS}, False, 0, 0),
        ({Heritier.NEVEUX}, True, 0, 0),
        ({Heritier.NEVEUX}, False, 60_000, 0),
        ({Heritier.ENFANTS, Heritier.NEVEUX}, False, 0, 60_000),
        (set(), False, 0, 60_000),
    ],
)
def test_l_hebergement_d_une_personne_handicapee(heritiers, tout_legue, repris, a_apprecier):
    faits = Faits(actif_net=Decimal(80_000), heritiers=frozenset(heritiers), tout_legue=tout_legue)

    calcul = calculer([_aide(HANDICAP, 60_000)], faits, SEUILS)

    assert (calcul.total, calcul.a_apprecier) == (repris, a_apprecier)


@pytest.mark.parametrize(
    ("nature", "donnee_le", "valeur", "recherche", "repris"),
    [
        (AGEE, date(2018, 6, 1), 150_000, True, 20_000),
        (AGEE, date(2018, 6, 1), 12_000, True, 12_000),
        (AGEE, date(2018, 6, 1), None, True, 0),
        (AGEE, date(2014, 2, 28), 150_000, False, 0),
        (HANDICAP, date(2018, 6, 1), 150_000, False, 0),
    ],
)
def test_le_donataire_ne_rend_que_ce_qui_reste_du(nature, donnee_le, valeur, recherche, repris):
    donation = Donation(donnee_le, None if valeur is None else Decimal(valeur))
    faits = Faits(actif_net=Decimal(10_000), heritiers=frozenset({Heritier.ENFANTS}), donations=(donation,))

    calcul = calculer([_aide(nature, 30_000)], faits, SEUILS)

    [etape] = [une for une in calcul.etapes if une.titre == "Donation du %(jour)s"]
    assert ("à rechercher" in etape.texte) is recherche
    assert calcul.donataires == repris


def test_l_assurance_vie_vient_en_dernier_et_ne_rend_que_les_primes():
    donation = Donation(date(2020, 1, 1), Decimal(15_000))
    faits = Faits(actif_net=Decimal(10_000), donations=(donation,), primes=Decimal(8_000))

    calcul = calculer([_aide(AGEE, 30_000)], faits, SEUILS)

    assert (calcul.succession, calcul.donataires, calcul.assurance_vie) == (10_000, 15_000, 5_000)


@given(
    ages=EUROS,
    handicap=EUROS,
    domicile=EUROS,
    actif=st.decimals(-50_000, 300_000, places=2),
    valeur=EUROS,
    primes=EUROS,
)
def test_jamais_plus_que_le_verse_ni_que_ce_que_chacun_recoit(ages, handicap, domicile, actif, valeur, primes):
    aides = [_aide(AGEE, ages), _aide(HANDICAP, handicap), _aide(MENAGE, domicile)]
    faits = Faits(
        actif_net=actif,
        heritiers=frozenset({Heritier.NEVEUX}),
        donations=(Donation(date(2020, 1, 1), valeur),),
        primes=primes,
    )

    calcul = calculer(aides, faits, SEUILS)

    assert calcul.total <= calcul.plafond <= ages + handicap + domicile
    assert 0 <= calcul.succession <= max(Decimal(0), actif)
    assert 0 <= calcul.donataires <= valeur
    assert 0 <= calcul.assurance_vie <= primes
