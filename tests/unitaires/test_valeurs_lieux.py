"""Lire une adresse ou une commune : un code postal n’est pas une commune."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portail.demarche.champs import Adresse, Commune
from portail.demarche.valeurs import ValeurRefusee, parties
from portail.territoire.communes import annuaire
from tests.unitaires.saisies import lue, phrase, refus

ADRESSE = Adresse("adresse", "Adresse")
COMMUNE = Commune("commune", "Commune")
DANS_LE_44 = Commune("commune", "Commune", hors_departement=False)


def adresse(code_postal, commune, voie="8 rue du Minage", complement=""):
    return {"voie": voie, "complement": complement, "code_postal": code_postal, "commune": commune}


@pytest.mark.parametrize(
    ("code_postal", "commune", "attendu"),
    [
        ("44190", "Clisson", ("44190", "Clisson", "44043")),
        ("44 190", "CLISSON", ("44190", "Clisson", "44043")),
        ("F-44190", "clison", ("44190", "Clisson", "44043")),
        ("44170", "nozay", ("44170", "Nozay", "44113")),
        ("44240", "La Chapelle", ("44240", "La Chapelle-sur-Erdre", "44035")),
        ("44370", "Varades", ("44370", "Loireauxence", "44213")),
        ("44680", "Chemere", ("44680", "Chaumes-en-Retz", "44005")),
        ("44320", "Chaumes en Retz", ("44320", "Chaumes-en-Retz", "44005")),
        ("44540", "Freigné", ("44540", "Vallons-de-l'Erdre", "44180")),
        ("44150", "St Géréon", ("44150", "Ancenis-Saint-Géréon", "44003")),
        ("44300", "Nantes", ("44300", "Nantes", "44109")),
        ("44100", "", ("44100", "Nantes", "44109")),
        ("44500", "", ("44500", "La Baule-Escoublac", "44055")),
        ("44041", "Nantes Cedex 1", ("44041", "Nantes Cedex 1", "44109")),
        ("44041 CEDEX 1", "Nantes", ("44041", "Nantes", "44109")),
        ("44922", "NANTES CEDEX 9", ("44922", "NANTES CEDEX 9", "44109")),
        ("44999", "Ailleurs Cedex", ("44999", "Ailleurs Cedex", None)),
        ("35000", "Rennes", ("35000", "Rennes", None)),
        ("49123", "Le Fresne-sur-Loire", ("49123", "Le Fresne-sur-Loire", None)),
        ("49123", "Ingrandes-Le Fresne sur Loire", ("49123", "Ingrandes-Le Fresne sur Loire", None)),
        ("66570", "Saint-Nazaire", ("66570", "Saint-Nazaire", None)),
    ],
)
def test_une_adresse_se_range_par_code_insee(code_postal, commune, attendu):
    valeur = lue(ADRESSE, adresse(code_postal, commune))
    assert (valeur["code_postal"], valeur["commune"], valeur["commune_insee"]) == attendu
    assert valeur["voie"] == "8 rue du Minage"
    assert lue(ADRESSE, parties(ADRESSE, valeur)) == valeur


@pytest.mark.parametrize(
    ("ecrit", "message", "partie"),
    [
        (
            adresse("44190", ""),
            "Plusieurs communes ont le code postal 44190. Indiquez la vôtre parmi : Boussay, Clisson, Gétigné, Gorges, "
            "Saint-Hilaire-de-Clisson, Saint-Lumine-de-Clisson.",
            "commune",
        ),
        (
            adresse("44190", "Nantes"),
            "Le code postal 44190 n’est pas celui de « Nantes ». Indiquez une commune parmi : Boussay, Clisson, "
            "Gétigné, Gorges, Saint-Hilaire-de-Clisson, Saint-Lumine-de-Clisson. Ou corrigez le code postal.",
            "commune",
        ),
        (
            adresse("44500", "Nantes"),
            "Le code postal 44500 n’est pas celui de « Nantes ». Indiquez une commune parmi : La Baule-Escoublac. "
            "Ou corrigez le code postal.",
            "commune",
        ),
        (
            adresse("44999", "Ailleurs"),
            "Vérifiez le code postal 44999 : nous ne le connaissons pas. Exemple : 44190 Clisson",
            "code_postal",
        ),
        (adresse("35000", ""), "Indiquez le nom de la commune. Exemple : Clisson", "commune"),
        (adresse("4419", "Clisson"), "Indiquez 5 chiffres. Exemple : 44190", "code_postal"),
        (adresse("44O00", "Nantes"), "Indiquez 5 chiffres. Exemple : 44190", "code_postal"),
        (
            adresse("44190", "Clisson", voie=""),
            "Indiquez le numéro et le nom de la voie, ou le lieu-dit. Exemple : 12 rue des Halles",
            "voie",
        ),
        (
            adresse("44190", "Clisson", complement="x" * 81),
            "Raccourcissez cette ligne : 80 caractères au plus, vous en avez écrit 81.",
            "complement",
        ),
    ],
)
def test_une_adresse_refusee_dit_la_partie_et_les_communes_possibles(ecrit, message, partie):
    assert phrase(ADRESSE, ecrit) == message
    assert refus(ADRESSE, ecrit).partie == partie


def test_une_adresse_vide_demande_tout_ce_qui_manque():
    assert [faute.partie for faute in refus(ADRESSE, {}).fautes] == ["voie", "code_postal", "commune"]
    assert lue(Adresse("a", "A", obligatoire=False), adresse(" ", "", voie="")) is None


def test_une_adresse_facultative_commencee_se_finit():
    facultative = Adresse("a", "A", obligatoire=False)
    assert [faute.partie for faute in refus(facultative, adresse("", "", voie="3 rue")).fautes] == [
        "code_postal",
        "commune",
    ]


@given(st.sampled_from(list(annuaire())))
def test_toute_commune_du_departement_fait_une_adresse(commune):
    for code_postal in commune.codes_postaux:
        valeur = lue(ADRESSE, adresse(code_postal, commune.nom.upper()))
        assert valeur["commune_insee"] == commune.code_insee


@pytest.mark.parametrize("champ", [COMMUNE, DANS_LE_44])
@pytest.mark.parametrize(
    ("ecrit", "attendu"),
    [
        ("Clisson", ("Clisson", "44043")),
        ("st nazaire", ("Saint-Nazaire", "44184")),
        ("Varades", ("Loireauxence", "44213")),
        ("44100", ("Nantes", "44109")),
        ("44190 Clisson", ("Clisson", "44043")),
        ("Clisson (44190)", ("Clisson", "44043")),
        ("Clisson, 44 190", ("Clisson", "44043")),
        ("Nantes Cedex 1", ("Nantes", "44109")),
    ],
)
def test_une_commune_se_dit_par_son_nom_ou_son_code_postal(champ, ecrit, attendu):
    valeur = lue(champ, ecrit)
    assert (valeur["nom"], valeur["insee"]) == attendu
    assert lue(champ, parties(champ, valeur)) == valeur


@pytest.mark.parametrize(
    ("ecrit", "nom"),
    [
        ("Rennes", "Rennes"),
        ("35000 Rennes", "Rennes (35000)"),
        ("Rennes (35000)", "Rennes (35000)"),
        ("35600 Redon", "Redon (35600)"),
        ("Le Fresne-sur-Loire", "Le Fresne-sur-Loire"),
        ("49123 Ingrandes", "Ingrandes (49123)"),
        ("Alger", "Alger"),
    ],
)
def test_une_commune_d_ailleurs_reste_telle_qu_ecrite(ecrit, nom):
    valeur = lue(COMMUNE, ecrit)
    assert valeur == {"nom": nom, "insee": None}
    assert lue(COMMUNE, parties(COMMUNE, valeur)) == valeur
    assert phrase(DANS_LE_44, ecrit).startswith("Nous ne trouvons pas cette commune dans le département.") or (
        ecrit == "35600 Redon"
    )


def test_une_faute_de_frappe_n_envoie_pas_hors_du_departement():
    assert phrase(COMMUNE, "Clison").startswith("Choisissez et écrivez le nom complet : Clisson.")
    assert phrase(COMMUNE, "Redon") == (
        "Choisissez et écrivez le nom complet : Saint-Nicolas-de-Redon. "
        "Si la commune est hors du département, ajoutez son code postal. Exemple : 35000 Rennes"
    )
    assert lue(DANS_LE_44, "Clison") == {"nom": "Clisson", "insee": "44043"}


@pytest.mark.parametrize(
    ("champ", "ecrit", "debut"),
    [
        (COMMUNE, "", "Indiquez le nom de la commune. Exemple : Clisson"),
        (COMMUNE, "44190", "Plusieurs communes ont le code postal 44190. Indiquez la vôtre parmi : Boussay, "),
        (COMMUNE, "35000", "Ajoutez le nom de la commune après le code postal. Exemple : 35000 Rennes"),
        (COMMUNE, "x" * 81, "Raccourcissez cette ligne : 80 caractères au plus"),
        (DANS_LE_44, "Sainte", "Plusieurs communes ont un nom proche. Écrivez le nom complet de la vôtre : "),
        (DANS_LE_44, "Rennes", "Nous ne trouvons pas cette commune dans le département."),
    ],
)
def test_une_commune_refusee_propose(champ, ecrit, debut):
    assert phrase(champ, ecrit).startswith(debut)
    assert refus(champ, ecrit).partie is None


@given(st.text(max_size=40))
def test_aucun_texte_ne_met_la_lecture_d_une_commune_en_defaut(texte):
    try:
        valeur = lue(Commune("c", "C", obligatoire=False), texte)
    except ValeurRefusee:
        return
    assert valeur is None or lue(COMMUNE, parties(COMMUNE, valeur)) == valeur
