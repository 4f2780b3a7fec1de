"""Lire nombres et montants tels que les gens les écrivent."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portail.demarche.champs import Montant, Nombre
from portail.demarche.valeurs import ValeurRefusee, lire, parties, typee
from portail.socle.traduction import traducteur
from tests.unitaires.saisies import CONTEXTE, lue, phrase

ENTIER = Nombre("n", "N")
PARTS = Nombre("parts", "Parts", minimum=Decimal(1), maximum=Decimal(30), pas=Decimal("0.25"))
MONTANT = Montant("m", "M")
LIBRE = Montant("m", "M", minimum=Decimal(-9_999_999))


@pytest.mark.parametrize(
    ("ecrit", "attendu"),
    [
        ("14300", "14300"),
        ("14 300", "14300"),
        ("14\u00a0300", "14300"),
        ("14\u202f300", "14300"),
        ("14.300", "14300"),
        ("14'300", "14300"),
        ("1 234 567", "1234567"),
        ("14300,00", "14300"),
        ("14300.0", "14300"),
        ("14 300 €", "14300"),
        ("14300 euros", "14300"),
        ("١٢", "12"),
        ("１２", "12"),
        ("007", "7"),
        ("+3", "3"),
        ("0", "0"),
        ("100", "100"),
    ],
)
def test_un_nombre_entier_s_ecrit_de_bien_des_facons(ecrit, attendu):
    assert lue(ENTIER, ecrit) == attendu


@pytest.mark.parametrize("ecrit", ["2,5", "2.5", "2,50", " 2,5 "])
def test_un_nombre_a_virgule(ecrit):
    assert lue(PARTS, ecrit) == "2.5"


@pytest.mark.parametrize("ecrit", ["12", "12 ans", "12 ANS"])
def test_l_unite_ecrite_avec_le_nombre_est_admise(ecrit):
    assert lue(Nombre("age", "Âge", unite="ans"), ecrit) == "12"


@pytest.mark.parametrize(
    ("ecrit", "attendu"),
    [
        ("1640", "1640.00"),
        ("1 640 €", "1640.00"),
        ("1640,5", "1640.50"),
        ("1 640,50€", "1640.50"),
        ("1640€50", "1640.50"),
        ("14.300,50", "14300.50"),
        ("14.300", "14300.00"),
        ("14,300.50", "14300.50"),
        ("1.234.567,89 EUR", "1234567.89"),
        (",5", "0.50"),
        ("12,", "12.00"),
        ("0", "0.00"),
        ("0,00", "0.00"),
    ],
)
def test_un_montant_s_ecrit_de_bien_des_facons(ecrit, attendu):
    assert lue(MONTANT, ecrit) == attendu


def test_un_montant_negatif_quand_le_champ_l_admet():
    assert lue(LIBRE, "-12,30") == lue(LIBRE, "− 12,30 €") == "-12.30"
    assert phrase(MONTANT, "-1") == "Indiquez un montant entre 0 et 9 999 999 euros."


@pytest.mark.parametrize(
    "ecrit", ["", "douze", "1 4300", "14 30", "14,300", "1,2,3", "1..2", "12 mille", "14 k€", "1e5", "NaN", "0x12", "²"]
)
def test_un_montant_douteux_n_est_jamais_devine(ecrit):
    assert phrase(MONTANT, ecrit) == "Écrivez le montant en chiffres, en euros. Exemple : 1640,50"


@pytest.mark.parametrize("ecrit", ["2,5", "14,300", "14,000", "trois", "", "1e3", "Infinity", "9" * 40])
def test_un_entier_douteux_n_est_jamais_devine(ecrit):
    assert phrase(ENTIER, ecrit) == "Écrivez un nombre entier, en chiffres. Exemple : 14 300"
    assert phrase(Nombre("enfants", "Enfants", maximum=Decimal(20)), ecrit).endswith("Exemple : 2")


@pytest.mark.parametrize(
    ("champ", "ecrit", "attendu"),
    [
        (PARTS, "0,5", "Indiquez un nombre entre 1 et 30."),
        (PARTS, "31", "Indiquez un nombre entre 1 et 30."),
        (PARTS, "2,3", "Indiquez un nombre qui va de 0,25 en 0,25. Exemple : 2,25"),
        (PARTS, "2,333", "Écrivez un nombre en chiffres. Exemple : 2,5"),
        (ENTIER, "10000000", "Indiquez un nombre entre 0 et 9 999 999."),
        (MONTANT, "10000000", "Indiquez un montant entre 0 et 9 999 999 euros."),
    ],
)
def test_les_bornes_se_disent_en_clair(champ, ecrit, attendu):
    assert phrase(champ, ecrit) == attendu


@given(st.integers(0, 999_999_900).map(lambda centimes: Decimal(centimes).scaleb(-2)))
def test_un_montant_se_relit_au_centime(montant):
    valeur = lue(MONTANT, f"{montant:.2f}")
    assert typee(MONTANT, valeur) == montant
    assert lue(MONTANT, parties(MONTANT, valeur)) == valeur
    assert lue(MONTANT, f"{montant:,.2f}") == valeur
    assert lue(MONTANT, f"{montant:,.2f}".replace(",", " ").replace(".", ",")) == valeur


@given(st.integers(4, 120).map(lambda quarts: Decimal(quarts) / 4))
def test_un_nombre_de_parts_se_relit(parts):
    valeur = lue(PARTS, str(parts))
    assert typee(PARTS, valeur) == parts
    assert lue(PARTS, parties(PARTS, valeur)) == valeur


EN_ANGLAIS = replace(CONTEXTE, langue="en")


@pytest.mark.parametrize(
    ("champ", "ecrit", "attendu"),
    [
        (ENTIER, "14,300", "14300"),
        (ENTIER, "14 300", "14300"),
        (MONTANT, "1,640", "1640.00"),
        (MONTANT, "1,640.50", "1640.50"),
        (MONTANT, "1640,50", "1640.50"),
        (MONTANT, "14.300,50", "14300.50"),
        (PARTS, "2.5", "2.5"),
    ],
)
def test_en_anglais_la_virgule_separe_les_milliers(champ, ecrit, attendu):
    assert lire(champ, {"": ecrit}, EN_ANGLAIS) == attendu


@pytest.mark.parametrize("ecrit", ["14.300", "1,2,3", "14,30,0"])
def test_en_anglais_un_point_n_est_pas_un_millier(ecrit):
    with pytest.raises(ValeurRefusee):
        lire(MONTANT, {"": ecrit}, EN_ANGLAIS)


def test_l_exemple_donne_en_anglais_se_relit_en_anglais():
    with pytest.raises(ValeurRefusee) as refus:
        lire(ENTIER, {"": "many"}, EN_ANGLAIS)

    message = refus.value.texte(traducteur("en"), "en")
    assert message == "Enter a whole number, in figures. Example: 14,300"
    assert lire(ENTIER, {"": message.rsplit(" ", 1)[1]}, EN_ANGLAIS) == "14300"
    assert parties(MONTANT, "1640.50", "en") == {"": "1640.50"}
