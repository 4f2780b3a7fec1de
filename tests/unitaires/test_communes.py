"""L’annuaire des communes : les pièges du département, un par un."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portail.territoire.communes import annuaire, cle_de_nom


def noms(communes):
    return [commune.nom for commune in communes]


def test_le_departement_compte_207_communes():
    assert len(annuaire()) == len(list(annuaire())) == 207
    assert sum(commune.population for commune in annuaire()) == 1_487_570


@pytest.mark.parametrize(
    ("code_postal", "nombre"),
    [("44170", 7), ("44110", 7), ("44140", 6), ("44260", 6), ("44190", 6), ("44390", 6), ("44115", 2), ("44500", 1)],
)
def test_un_code_postal_dessert_plusieurs_communes(code_postal, nombre):
    communes = annuaire().par_code_postal(code_postal)
    assert len(communes) == nombre
    assert noms(communes) == sorted(noms(communes), key=cle_de_nom)


def test_les_communes_de_44170():
    assert noms(annuaire().par_code_postal("44170")) == [
        "Abbaretz", "La Grigonnais", "Jans", "Marsac-sur-Don", "Nozay", "Treffieux", "Vay",
    ]  # fmt: skip


@pytest.mark.parametrize("code_postal", ["44041", "44922", "35000", "49123", "", "4419", "abc"])
def test_un_code_postal_inconnu_ou_cedex_ne_dessert_aucune_commune(code_postal):
    assert annuaire().par_code_postal(code_postal) == ()


def test_nantes_a_quatre_codes_postaux():
    nantes = annuaire().par_code("44109")
    assert nantes is not None
    assert nantes.codes_postaux == ("44000", "44100", "44200", "44300")
    assert all(annuaire().par_code_postal(code_postal) == (nantes,) for code_postal in nantes.codes_postaux)


def test_code_insee_et_code_postal_ne_se_confondent_pas():
    assert annuaire().par_code("44043").nom == "Clisson"
    assert annuaire().par_code("44190").nom == "Saint-Sébastien-sur-Loire"
    assert annuaire().par_code("44043") in annuaire().par_code_postal("44190")


@pytest.mark.parametrize(
    ("ecrit", "attendu"),
    [
        ("Clisson", "Clisson"),
        ("  clisson ", "Clisson"),
        ("CLISSON", "Clisson"),
        ("St-Nazaire", "Saint-Nazaire"),
        ("saint nazaire", "Saint-Nazaire"),
        ("Ste Luce sur Loire", "Sainte-Luce-sur-Loire"),
        ("ste-luce s/ loire", "Sainte-Luce-sur-Loire"),
        ("Nort/Erdre", "Nort-sur-Erdre"),
        ("chapelle sur erdre", "La Chapelle-sur-Erdre"),
        ("Pallet", "Le Pallet"),
        ("Nantes Cedex 1", "Nantes"),
        ("NANTES CEDEX", "Nantes"),
        ("Vallons de l'Erdre", "Vallons-de-l'Erdre"),
        ("Vallons-de-l’Erdre", "Vallons-de-l'Erdre"),
        ("Varades", "Loireauxence"),
        ("Belligne", "Loireauxence"),
        ("Chemere", "Chaumes-en-Retz"),
        ("Bonnoeuvre", "Vallons-de-l'Erdre"),
        ("Bonnœuvre", "Vallons-de-l'Erdre"),
        ("Freigné", "Vallons-de-l'Erdre"),
        ("Machecoul", "Machecoul-Saint-Même"),
        ("Barbechat", "Divatte-sur-Loire"),
        ("Anetz", "Vair-sur-Loire"),
        ("Bourgneuf-en-Retz", "Villeneuve-en-Retz"),
        ("Ancenis", "Ancenis-Saint-Géréon"),
        ("St Géréon", "Ancenis-Saint-Géréon"),
    ],
)
def test_une_commune_se_reconnait_a_son_nom_actuel_ou_ancien(ecrit, attendu):
    assert annuaire().reconnaitre(ecrit).nom == attendu


@pytest.mark.parametrize(
    "ecrit", ["", "Rennes", "Saint", "Le Fresne-sur-Loire", "Ingrandes-le-Fresne-sur-Loire", "La", "!!!", "北京"]
)
def test_une_commune_d_ailleurs_n_est_pas_reconnue(ecrit):
    assert annuaire().reconnaitre(ecrit) is None


@pytest.mark.parametrize(
    ("code", "dedans"),
    [
        ("44043", True),
        ("44109", True),
        ("44011", True),  # Belligné, dans Loireauxence depuis 2016
        ("44225", True),  # Freigné, venue du Maine-et-Loire
        ("44160", True),  # Saint-Géréon, dans Ancenis-Saint-Géréon depuis 2019
        ("44060", False),  # Le Fresne-sur-Loire, partie dans le Maine-et-Loire en 2016
        ("49160", False),  # Ingrandes-le-Fresne-sur-Loire
        ("44600", False),  # un code postal n’est pas un code INSEE de commune
        ("35238", False),
        ("", False),
    ],
)
def test_appartenir_au_departement_se_juge_sur_le_code_insee(code, dedans):
    assert (annuaire().par_code(code) is not None) is dedans


def test_le_code_d_une_commune_disparue_rend_celle_d_aujourd_hui():
    assert annuaire().par_code("44011").nom == "Loireauxence"
    assert annuaire().par_code("44003").nom == "Ancenis-Saint-Géréon"
    assert annuaire().par_code("99999") is None


@pytest.mark.parametrize(
    ("texte", "premiere"),
    [
        ("nan", "Nantes"),
        ("saint-n", "Saint-Nazaire"),
        ("st naz", "Saint-Nazaire"),
        ("44600", "Saint-Nazaire"),
        ("varad", "Loireauxence"),
        ("sur erdre", "La Chapelle-sur-Erdre"),
        ("erdre", "La Chapelle-sur-Erdre"),
        ("escoublac", "La Baule-Escoublac"),
        ("gereon", "Ancenis-Saint-Géréon"),
    ],
)
def test_chercher_rend_d_abord_la_commune_attendue(texte, premiere):
    assert noms(annuaire().chercher(texte, 5))[0] == premiere


def test_chercher_prefere_le_nom_exact_puis_la_population():
    assert noms(annuaire().chercher("Le Pin", 3))[0] == "Le Pin"
    assert noms(annuaire().chercher("saint", 3)) == ["Saint-Nazaire", "Saint-Herblain", "Saint-Sébastien-sur-Loire"]
    assert annuaire().chercher("", 3) == annuaire().chercher("zzz", 3) == ()


@pytest.mark.parametrize(
    ("nom", "attendue"),
    [
        ("Clison", "Clisson"),
        ("Saint-Hilaire", "Saint-Hilaire-de-Clisson"),
        ("Saint", None),
        ("Rennes", None),
        ("", None),
    ],
)
def test_deviner_corrige_une_faute_parmi_les_communes_d_un_code_postal(nom, attendue):
    devinee = annuaire().deviner(nom, "44190")
    assert (devinee and devinee.nom) == attendue


def test_deviner_reste_dans_le_code_postal():
    assert annuaire().deviner("Clison", "44000") is None
    assert annuaire().deviner("Clisson", "35000") is None


def test_chercher_pardonne_une_faute_de_frappe():
    assert noms(annuaire().chercher("Clison", 3)) == ["Clisson"]
    assert noms(annuaire().chercher("guerrande", 3)) == ["Guérande"]


@given(st.text())
def test_aucun_texte_ne_met_l_annuaire_en_defaut(texte):
    assert len(annuaire().chercher(texte, 4)) <= 4
    assert cle_de_nom(cle_de_nom(texte)) == cle_de_nom(cle_de_nom(cle_de_nom(texte)))


@given(st.sampled_from(list(annuaire())))
def test_toute_commune_se_retrouve_par_son_nom_son_code_et_son_code_postal(commune):
    assert annuaire().reconnaitre(commune.nom.upper().replace("-", " ")) == commune
    assert annuaire().par_code(commune.code_insee) == commune
    assert all(commune in annuaire().par_code_postal(cp) and cp.startswith("44") for cp in commune.codes_postaux)
    assert annuaire().chercher(commune.nom, 1) == (commune,)
