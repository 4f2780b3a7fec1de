"""Retrouver une personne malgré un accent, une particule, un ordre, une date retournée, une faute."""

from dataclasses import replace
from hashlib import sha256

import pytest

from portail.notaires.rapprochement.cles import cles, recherche
from portail.notaires.rapprochement.identites import DateConnue, Identite
from portail.notaires.rapprochement.noms import a_une_faute, formes
from portail.notaires.rapprochement.score import Accord, ressemblance

YVONNE = Identite("LE GOFF", ("Yvonne", "Marie"), DateConnue(1931, 2, 11), nom_usage="GAUTIER", lieu="44195", sexe="F")


def empreinte(texte):
    return int.from_bytes(sha256(texte.encode()).digest()[:8], signed=True)


def se_trouve(demandee, connue):
    """Ce que fait la base : l’une des dates, ou l’une des clés de nom."""
    rangees, cherchees = cles(connue, empreinte), recherche(demandee, empreinte)
    return rangees.naissance in cherchees.naissances or bool(set(rangees.noms) & set(cherchees.noms))


@pytest.mark.parametrize(
    ("change", "note"),
    [
        ({}, 100),
        ({"nom_naissance": "Legoff"}, 100),
        ({"nom_naissance": "Goff"}, 100),
        ({"nom_naissance": "LE GOF", "nom_usage": ""}, 93),
        ({"nom_naissance": "GAUTIER", "nom_usage": ""}, 95),
        ({"nom_naissance": "LE GOFF-MARTIN", "nom_usage": ""}, 85),
        ({"prenoms": ("Marie", "Yvonne")}, 100),
        ({"prenoms": ("Yvonne",)}, 96),
        ({"prenoms": ("Marie-Yvonne",)}, 100),
        ({"prenoms": ("Ivonne",)}, 91),
        ({"naissance": DateConnue(1931, 11, 2)}, 95),
        ({"naissance": DateConnue(1932, 2, 11)}, 92),
        ({"naissance": DateConnue(1931)}, 85),
        ({"lieu": ""}, 95),
        ({"sexe": "M"}, 85),
    ],
)
def test_une_seule_difference_se_trouve_et_se_note(change, note):
    demandee = replace(YVONNE, **change)

    assert se_trouve(demandee, YVONNE)
    assert ressemblance(demandee, YVONNE).note == note


def test_deux_differences_qui_font_une_autre_personne():
    autre = replace(YVONNE, prenoms=("Solange",), naissance=DateConnue(1940, 7, 3))

    assert not se_trouve(autre, YVONNE)
    assert ressemblance(autre, YVONNE).note < 60


def test_un_accent_et_un_trait_d_union_ne_comptent_pas():
    connue = replace(YVONNE, nom_naissance="LEMÉE", prenoms=("Anne-Françoise",))

    assert ressemblance(replace(connue, nom_naissance="Lemee", prenoms=("ANNE", "FRANCOISE")), connue).note == 100


def test_on_dit_sur_quoi_l_accord_porte():
    dit = ressemblance(replace(YVONNE, naissance=DateConnue(1931, 11, 2), lieu="44109"), YVONNE)

    assert (dit.nom, dit.naissance, dit.lieu) == (Accord.IDENTIQUE, Accord.RETOURNEE, Accord.DIFFERENT)


@pytest.mark.parametrize(
    ("nom", "attendues"),
    [
        ("LE GOFF", {"goff", "legoff"}),
        ("de la Tour", {"tour", "latour", "delatour"}),
        ("de la Tour d’Auvergne", {"tourauvergne", "tourdauvergne", "latourdauvergne", "delatourdauvergne"}),
        ("St-Aubin", {"saintaubin"}),
        ("LE DÛ", {"du", "ledu"}),
        ("", set()),
    ],
)
def test_les_formes_d_un_nom(nom, attendues):
    assert formes(nom) == attendues


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"nom_naissance": "LE GOF", "nom_usage": ""},
        {"prenoms": ("Ivonne", "Marie")},
        {"naissance": DateConnue(1932, 2, 11)},
    ],
)
def test_une_faute_se_trouve_meme_si_le_fichier_n_a_que_l_annee(change):
    connue = replace(YVONNE, naissance=DateConnue(1931))
    demandee = replace(YVONNE, **change)

    assert se_trouve(demandee, connue)
    assert ressemblance(demandee, connue).note >= 60


def test_une_date_incomplete_se_cherche_au_premier_janvier():
    connue = replace(YVONNE, naissance=DateConnue(1931, 1, 1))

    assert se_trouve(replace(YVONNE, nom_naissance="LE GOF", nom_usage="", naissance=DateConnue(1931)), connue)


def test_un_code_et_un_nom_de_lieu_ne_se_comparent_pas():
    assert ressemblance(replace(YVONNE, lieu="Savenay"), YVONNE).lieu is Accord.INCONNU


@pytest.mark.parametrize(
    ("un", "autre", "attendu"),
    [
        ("gautier", "gauthier", True),
        ("gautier", "guatier", True),
        ("gautier", "gautier", False),
        ("roy", "roi", False),
        ("gautier", "gothier", False),
    ],
)
def test_une_faute_et_une_seule(un, autre, attendu):
    assert a_une_faute(un, autre) is attendu


def test_une_date_ne_se_retourne_que_si_elle_existe():
    assert DateConnue(1931, 2, 11).retournee == DateConnue(1931, 11, 2)
    assert DateConnue(1931, 2, 25).retournee is None
    assert DateConnue(1931, 4, 4).retournee is None
    assert DateConnue(1931).retournee is None
