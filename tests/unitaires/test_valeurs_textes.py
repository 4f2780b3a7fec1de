"""Lire des textes, des choix et des cases : ce qu’on accepte, ce qu’on dit sinon."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portail.demarche.champs import (
    Attestation,
    Choix,
    ChoixMultiple,
    Information,
    OuiNon,
    TexteCourt,
    TexteLong,
    ValeurCalculee,
)
from portail.demarche.valeurs import parties
from tests.unitaires.saisies import lue, phrase

NOM = TexteCourt("nom", "Nom", longueur_max=80)
RECIT = TexteLong("recit", "Récit", longueur_max=200)
REFERENCE = TexteCourt("reference", "Référence", motif=r"[0-9A-Z]{13}", exemple="2644A12345678")
LOGEMENT = Choix("logement", "Logement", {"maison": "Une maison", "appartement": "Un appartement"})
AIDES = ChoixMultiple("aides", "Aides", {"apa": "APA", "pch": "PCH", "aucune": "Aucune"}, exclusive="aucune")


@pytest.mark.parametrize(
    ("ecrit", "attendu"),
    [
        ("  Le   Gall ", "Le Gall"),
        ("Le\u00a0Gall", "Le Gall"),
        ("Zoe\u0301", "Zoé"),
        ("Abd\u202eallah", "Abdallah"),
        ("Ma\u200brie\u0000", "Marie"),
        ("Briand\r\nJeanne", "Briand Jeanne"),
        ("\ufeffDiallo", "Diallo"),
        ("N\u2019Guyen", "N’Guyen"),
        ("Đặng Thị Hồng", "Đặng Thị Hồng"),
        ("李 明", "李 明"),
        (["Premier", "Second"], "Premier"),
    ],
)
def test_un_texte_court_est_nettoye(ecrit, attendu):
    assert lue(NOM, ecrit) == attendu


def test_un_texte_long_garde_ses_lignes():
    assert lue(RECIT, "\r\n Bonjour,  \r\n\r\nJe demande\u202e une aide.\t\r\n") == "Bonjour,\n\nJe demande une aide."


@pytest.mark.parametrize("champ", [NOM, RECIT])
@pytest.mark.parametrize("vide", ["", "   ", "\u200b", "\u200d", "\r\n", [], {}])
def test_un_texte_invisible_est_une_absence_de_reponse(champ, vide):
    facultatif = type(champ)(champ.identifiant, champ.libelle, obligatoire=False)
    assert lue(facultatif, vide) is None
    assert phrase(champ, vide) == "Écrivez votre réponse."


def test_un_texte_trop_long_dit_de_combien():
    assert phrase(NOM, "a" * 81) == "Raccourcissez votre réponse : 80 caractères au plus, vous en avez écrit 81."
    assert lue(NOM, "a" * 80) == "a" * 80
    assert "1 201" in phrase(TexteLong("x", "X", longueur_max=1200), "a" * 1201)


@pytest.mark.parametrize("ecrit", ["2644A12345678", "2644a12345678", "26 44 A12 345 678", "26-44-A1-2345678"])
def test_une_forme_imposee_pardonne_les_capitales_et_les_espaces(ecrit):
    assert lue(REFERENCE, ecrit) == "2644A12345678"


def test_une_forme_imposee_donne_l_exemple():
    assert phrase(REFERENCE, "2644A") == "Écrivez votre réponse sous cette forme : 2644A12345678"
    assert phrase(REFERENCE, "") == "Écrivez votre réponse sous cette forme : 2644A12345678"


@given(st.text(max_size=60))
def test_un_texte_lu_ne_porte_rien_d_invisible_et_se_relit(texte):
    valeur = lue(TexteCourt("t", "T", obligatoire=False), texte)
    if valeur is not None:
        assert valeur == valeur.strip()
        assert not {unicodedata.category(signe) for signe in valeur} & {"Cc", "Cs", "Zl", "Zp"}
        assert unicodedata.is_normalized("NFC", valeur)
        assert lue(NOM, parties(NOM, valeur)) == valeur
        valeur.encode("utf-8")


@given(st.text(max_size=200))
def test_un_texte_long_se_relit(texte):
    valeur = lue(TexteLong("t", "T", obligatoire=False), texte)
    assert valeur is None or lue(RECIT, valeur.replace("\n", "\r\n")) == valeur


def test_un_choix_est_une_option():
    assert lue(LOGEMENT, "maison") == "maison"
    assert phrase(LOGEMENT, "chateau") == phrase(LOGEMENT, "") == "Choisissez une réponse."


def test_oui_non_admet_je_ne_sais_pas_si_on_le_propose():
    assert lue(OuiNon("q", "Q"), "non") == "non"
    assert lue(OuiNon("q", "Q", incertain=True), "ne_sais_pas") == "ne_sais_pas"
    assert phrase(OuiNon("q", "Q"), "ne_sais_pas") == "Choisissez une réponse."


def test_un_choix_multiple_garde_l_ordre_des_options_sans_doublon():
    assert lue(AIDES, ["pch", "apa", "pch", ""]) == ["apa", "pch"]
    assert lue(AIDES, "aucune") == ["aucune"]
    assert lue(ChoixMultiple("a", "A", {"x": "X"}, obligatoire=False), []) is None
    assert phrase(AIDES, []) == phrase(AIDES, ["rsa"]) == "Cochez au moins une réponse."


def test_une_option_exclusive_se_coche_seule():
    assert (
        phrase(AIDES, ["apa", "aucune"])
        == "« Aucune » ne va pas avec les autres réponses. Gardez-la seule, ou décochez-la."
    )


def test_une_attestation_se_coche():
    assert lue(Attestation("a", "J’atteste"), "oui") is True
    assert phrase(Attestation("a", "J’atteste"), {}) == "Cochez cette case pour continuer."
    assert lue(Attestation("a", "J’accepte", obligatoire=False), {}) is False


@pytest.mark.parametrize("champ", [Information("i", "À savoir"), ValeurCalculee("v", "Quotient", calcul="qf")])
def test_ce_qui_se_lit_seulement_n_a_pas_de_valeur(champ):
    assert lue(champ, "n’importe quoi") is None
    assert lue(champ, {}) is None
