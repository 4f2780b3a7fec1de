"""Lire des dates écrites comme on les dit."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from portail.demarche.champs import DateConnue, DateRecente
from portail.demarche.valeurs import ValeurRefusee, parties, typee
from tests.unitaires.saisies import JOUR, lue, phrase, refus

NAISSANCE = DateConnue("naissance", "Date de naissance")
PROJET = DateConnue("projet", "Date prévue", passee=False)
ACCIDENT = DateRecente("accident", "Date")


def trois(jour, mois, annee):
    return {"jour": jour, "mois": mois, "annee": annee}


@pytest.mark.parametrize(
    "ecrit",
    [
        trois("3", "1", "1948"),
        trois("03", "01", "1948"),
        trois(" 3 ", "janvier", "1948"),
        trois("3", "janv.", "1948"),
        trois("3", "Janv", "1948"),
        trois("3", "JAN", "1948"),
        trois("3", "january", "1948"),
        trois("3rd", "Jan.", "1948"),
        trois("3 janvier 1948", "", ""),
        trois("03/01/1948", "", ""),
        trois("3.1.1948", "", ""),
        trois("1948-01-03", "", ""),
        trois("03011948", "", ""),
        trois("le 3 janvier 1948", "", ""),
        trois("٣", "١", "١٩٤٨"),
    ],
)
def test_une_date_de_naissance_s_ecrit_de_bien_des_facons(ecrit):
    assert lue(NAISSANCE, ecrit) == "1948-01-03"


@pytest.mark.parametrize(
    ("mois", "attendu"),
    [
        ("févr.", "02"), ("fevrier", "02"), ("FÉVRIER", "02"), ("mars", "03"), ("march", "03"), ("avr", "04"),
        ("mai", "05"), ("may", "05"), ("juin", "06"), ("juil.", "07"), ("jul", "07"), ("jun", "06"), ("août", "08"),
        ("aout", "08"), ("aug", "08"), ("sept.", "09"), ("oct", "10"), ("nov.", "11"), ("déc.", "12"), ("dec", "12"),
    ],
)  # fmt: skip
def test_un_mois_se_reconnait_en_toutes_lettres_ou_abrege(mois, attendu):
    assert lue(NAISSANCE, trois("1er", mois, "2009")) == f"2009-{attendu}-01"


@pytest.mark.parametrize(
    ("ecrit", "message", "fautives"),
    [
        (trois("", "", ""), "Indiquez le jour, le mois et l’année. Exemple : 31 01 1960", ["jour", "mois", "annee"]),
        (trois("3", "", ""), "Indiquez le jour, le mois et l’année. Exemple : 31 01 1960", ["mois", "annee"]),
        (trois("", "1", "1948"), "Indiquez le jour par un nombre de 1 à 31. Exemple : 14", ["jour"]),
        (trois("32", "1", "1948"), "Indiquez le jour par un nombre de 1 à 31. Exemple : 14", ["jour"]),
        (trois("3", "13", "1948"), "Indiquez le mois, en chiffres ou en lettres. Exemple : 3 ou mars", ["mois"]),
        (trois("3", "ju", "1948"), "Indiquez le mois, en chiffres ou en lettres. Exemple : 3 ou mars", ["mois"]),
        (trois("3", "jui", "1948"), "Indiquez le mois, en chiffres ou en lettres. Exemple : 3 ou mars", ["mois"]),
        (trois("3", "1", "48"), "Indiquez l’année avec 4 chiffres. Exemple : 1960", ["annee"]),
        (trois("3", "1", "19480"), "Indiquez l’année avec 4 chiffres. Exemple : 1960", ["annee"]),
        (
            trois("31", "2", "1948"),
            "Le 31/02/1948 n’existe pas dans le calendrier. Vérifiez le jour et le mois.",
            ["jour"],
        ),
        (trois("22", "11", "2026"), "Cette date n’est pas encore passée. Vérifiez l’année.", ["annee"]),
        (trois("1", "1", "1900"), "Cette date est à plus de 125 ans d’ici. Vérifiez l’année.", ["annee"]),
    ],
)
def test_une_date_refusee_dit_quelle_zone_corriger(ecrit, message, fautives):
    assert phrase(NAISSANCE, ecrit) == message
    assert [faute.partie for faute in refus(NAISSANCE, ecrit).fautes] == fautives


def test_aujourd_hui_est_passe_et_l_avenir_s_admet_quand_le_champ_le_permet():
    assert lue(NAISSANCE, trois("21", "11", "2026")) == "2026-11-21"
    assert lue(PROJET, trois("22", "11", "2026")) == "2026-11-22"
    assert "125 ans" in phrase(PROJET, trois("1", "1", "2990"))


@pytest.mark.parametrize(
    ("ecrit", "attendu"),
    [
        ("hier", "2026-11-20"),
        ("Hier", "2026-11-20"),
        ("avant-hier", "2026-11-19"),
        ("aujourd’hui", "2026-11-21"),
        ("aujourd'hui", "2026-11-21"),
        ("aujourdhui", "2026-11-21"),
        ("today", "2026-11-21"),
        ("yesterday", "2026-11-20"),
        ("12/11/2026", "2026-11-12"),
        ("12/11/26", "2026-11-12"),
        ("12.11.2026", "2026-11-12"),
        ("12-11-2026", "2026-11-12"),
        ("2026-11-12", "2026-11-12"),
        ("12112026", "2026-11-12"),
        ("12 11", "2026-11-12"),
        ("12 novembre", "2026-11-12"),
        ("12 nov. 2026", "2026-11-12"),
        ("jeudi 12 novembre 2026", "2026-11-12"),
        ("le 1er déc.", "2025-12-01"),
        ("31 décembre", "2025-12-31"),
        ("Nov 12, 2026", "2026-11-12"),
        ("November 12", "2026-11-12"),
        ("12th of November 2026", "2026-11-12"),
    ],
)
def test_une_date_proche_s_ecrit_comme_elle_se_dit(ecrit, attendu):
    assert lue(ACCIDENT, ecrit) == attendu


@pytest.mark.parametrize(
    "ecrit", ["", "bientôt", "12", "32/11/2026", "12/13/2026", "12 brumaire", "la semaine dernière"]
)
def test_une_date_proche_incomprise_donne_deux_exemples(ecrit):
    assert (
        phrase(ACCIDENT, ecrit) == "Écrivez la date en chiffres ou en lettres. Exemples : 12/11/2026, 12 novembre 2026"
    )


@pytest.mark.parametrize(
    ("ecrit", "message"),
    [
        ("22/11/2026", "Cette date n’est pas encore passée. Indiquez une date jusqu’au 21 novembre 2026, aujourd’hui."),
        ("19/11/2025", "Cette date est trop ancienne. Indiquez une date à partir du 20 novembre 2025."),
        ("29 février", "Le 29/02/2026 n’existe pas dans le calendrier. Vérifiez le jour et le mois."),
        ("12/11/226", "Indiquez l’année avec 4 chiffres. Exemple : 1960"),
    ],
)
def test_une_date_trop_loin_dit_jusqu_ou_aller(ecrit, message):
    assert phrase(ACCIDENT, ecrit) == message


@given(st.dates(JOUR - timedelta(366), JOUR))
def test_toute_date_proche_se_relit_dans_les_deux_langues(jour):
    for ecrit in (format_date(jour, "full", locale="fr"), format_date(jour, "long", locale="en"), f"{jour:%d/%m/%y}"):
        assert typee(ACCIDENT, lue(ACCIDENT, ecrit)) == jour
    assert lue(ACCIDENT, parties(ACCIDENT, jour.isoformat())) == jour.isoformat()


@given(st.dates(date(1902, 1, 1), JOUR))
def test_toute_date_connue_se_relit(jour):
    valeur = jour.isoformat()
    assert lue(NAISSANCE, parties(NAISSANCE, valeur)) == valeur
    assert lue(NAISSANCE, trois(str(jour.day), format_date(jour, "LLL", locale="fr"), str(jour.year))) == valeur
    assert lue(NAISSANCE, {"jour": format_date(jour, "long", locale="fr")}) == valeur


@given(st.text(max_size=20), st.text(max_size=10), st.text(max_size=6))
def test_aucun_texte_ne_met_la_lecture_en_defaut(jour, mois, annee):
    champ = DateConnue("d", "D", obligatoire=False)
    with suppress(ValeurRefusee):
        valeur = lue(champ, trois(jour, mois, annee))
        assert valeur is None or date.fromisoformat(valeur) <= JOUR
