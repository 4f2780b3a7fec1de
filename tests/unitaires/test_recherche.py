"""Chercher une démarche avec ses mots (RGAA 12.5 : un moteur atteint de la même façon partout)."""

import pytest

from portail.demarche.declaration import (
    Conservation,
    Demarche,
    NaturePrestation,
    Piece,
    Recours,
    Silence,
    SortFinal,
)
from portail.demarche.recherche import chercher, normaliser


def une_demarche(identifiant: str, nom: str, **precisions) -> Demarche:
    return Demarche(
        **{
            "identifiant": identifiant,
            "version": 1,
            "nom": nom,
            "titre": nom,
            "resume": "",
            "service": "accueil",
            "situations": (),
            "duree_minutes": 10,
            "a_qui": (),
            "nature": NaturePrestation.FACULTATIVE,
            "fondements": (),
            "silence": Silence.REJET,
            "delai": None,
            "recours": Recours(rapo=False),
            "conservation": Conservation(
                active_mois=24, intermediaire_annees=5, sort_final=SortFinal.ELIMINER, texte="Deux ans."
            ),
            "finalite": "",
            "deposants": {},
            "pages": (),
        }
        | precisions
    )


PERMIS = une_demarche(
    "aide-permis",
    "Aide au permis de conduire",
    mots_cles=("voiture", "auto-école", "code de la route", "scooter"),
    situations=("permis",),
    pieces=(Piece("avis_impot", "Dernier avis d’impôt"),),
)
DOMICILE = une_demarche(
    "apa-domicile",
    "Aide à domicile",
    mots_cles=("personne âgée", "dépendance", "femme de ménage"),
    situations=("autonomie",),
    resume="Une aide pour rester chez soi.",
)
CATALOGUE = (DOMICILE, PERMIS)


@pytest.mark.parametrize(
    "texte",
    [
        "voiture",
        "VOITURES",
        "conduire",
        "auto ecole",
        "autoécole auto-école",
        "je voudrais passer mon permis",
        "permi",
        "voitrue",
        "scouter",
        "code route",
    ],
)
def test_les_mots_de_tous_les_jours_menent_au_permis(texte):
    assert chercher(CATALOGUE, texte) == [PERMIS]


@pytest.mark.parametrize("texte", ["domicile", "personne agee", "dépendence", "menage", "je perds en autonomie"])
def test_les_mots_de_tous_les_jours_menent_a_l_aide_a_domicile(texte):
    assert chercher(CATALOGUE, texte) == [DOMICILE]


def test_le_plus_grand_nombre_de_mots_l_emporte():
    assert chercher(CATALOGUE, "aide") == [PERMIS, DOMICILE]
    assert chercher(CATALOGUE, "aide permis") == [PERMIS]


@pytest.mark.parametrize("texte", ["", "   ", "le de la", "piscine", "???"])
def test_sans_mot_utile_rien_n_est_invente(texte):
    assert chercher(CATALOGUE, texte) == []


def test_un_mot_cle_pese_plus_qu_une_piece():
    impots = une_demarche("impots", "Question sur mes impôts")

    assert chercher((PERMIS, impots), "impot") == [impots, PERMIS]


def test_normaliser_oublie_accents_apostrophes_et_ligatures():
    assert normaliser("L’Œuvre d’ÉTÉ, n° 2") == "l oeuvre d ete n 2"


@pytest.mark.parametrize("texte", ["driving licence", "how do I apply for help with a licence", "voiture"])
def test_on_cherche_aussi_dans_la_langue_de_la_page(texte):
    anglais = {"Aide au permis de conduire": "Help with the cost of a driving licence", "Aide à domicile": "Home care"}

    assert chercher(CATALOGUE, texte, lambda francais: anglais.get(francais, francais)) == [PERMIS]
