"""« Règles et paramètres » : ce que la loi veut publié l’est, et vient de ce qui s’applique (CRPA, R311-3-1-2)."""

from datetime import date
from decimal import Decimal

import pytest

from portail.demarche.catalogue import catalogue, demarche_de
from portail.demarche.transparence import Part, Provenance, expliquer, parametres_employes
from portail.journal.actions import SYSTEME
from portail.parametres.actions import changer_valeur
from portail.parametres.queries import historique_de
from portail.socle import horloge
from tests import fabriques
from tests.integration.navigation import NS, arbre, mots, titre

PERMIS = demarche_de("aide-permis")
ADRESSE = "/demarches/aide-permis/regles"
algorithmiques = pytest.mark.parametrize(
    "demarche", [demarche for demarche in catalogue().values() if demarche.algorithmique], ids=lambda d: d.identifiant
)


@pytest.fixture(autouse=True)
def donnees(base):
    del base
    fabriques.departement()


def rubriques(page):
    """Rend le texte de chaque rubrique, par le code de sa règle ou de son calcul."""
    trouvees = {}
    for section in arbre(page).iter(f"{NS}section"):
        textes = " ".join("".join(section.itertext()).split())
        [intitule] = section.iter(f"{NS}h2")
        trouvees[intitule.get("id", "").removeprefix("r-")] = textes.replace("\u00a0", " ")
    return trouvees


@algorithmiques
def test_chaque_regle_et_chaque_calcul_est_publie_entier(client, demarche):
    page = client.get(f"/demarches/{demarche.identifiant}/regles")
    publiees = rubriques(page)

    assert titre(page) == f"Règles et paramètres : {demarche.nom}"
    for objet in (*demarche.calculs, *demarche.regles):
        texte = publiees[objet.code]
        assert texte.startswith(objet.titre)
        assert "Part dans la décision" in texte
        assert objet.fondement in texte
        assert "Données utilisées" in texte or not objet.entrees
        for code in objet.parametres:
            assert demarche.noms_des_parametres[code].replace("\u00a0", " ") in texte
    assert "…" not in mots(page), "un chiffre manque dans une formule"
    assert "{" not in mots(page)


@algorithmiques
def test_deux_rubriques_ne_portent_pas_le_meme_titre(client, demarche):
    page = arbre(client.get(f"/demarches/{demarche.identifiant}/regles"))
    titres = ["".join(intitule.itertext()) for intitule in page.iter(f"{NS}h2")]

    assert len(titres) > len(demarche.calculs) + len(demarche.regles)
    assert sorted(set(titres)) == sorted(titres)


def test_une_regle_qui_fait_verifier_dit_quoi_et_n_annonce_pas_de_refus(client):
    publiees = rubriques(client.get(ADRESSE))

    assert "À vérifier par l’agentÀ partir de 18 ans" in publiees["sejour"]
    assert "L’agent fait cette vérification, puis décide." in publiees["sejour"]
    assert "un refus est proposé" not in publiees["sejour"]
    assert "Motif proposé" not in publiees["sejour"]
    for code in ("cumul", "ecole_de_conduite"):
        assert "À vérifier par l’agent" in publiees[code]
        assert "un refus est proposé" in publiees[code]
        assert "Tant qu’il reste à vérifier, aucun refus n’est proposé." in publiees[code]
    assert "vérifier" not in publiees["age"]


@algorithmiques
def test_chaque_parametre_est_publie_avec_toute_son_histoire(client, demarche):
    [tableau] = arbre(client.get(f"/demarches/{demarche.identifiant}/regles")).iter(f"{NS}table")
    lignes = ["".join(ligne.itertext()) for ligne in tableau.iter(f"{NS}tr")][1:]

    codes = parametres_employes(demarche)
    assert len(lignes) == sum(len(historique_de(code)) for code in codes)
    assert len([ligne for ligne in lignes if "En vigueur" in ligne]) == len(codes)
    for code in codes:
        for periode in historique_de(code):
            assert any(periode.source in ligne for ligne in lignes)


def test_une_valeur_changee_se_publie_a_sa_date_et_l_ancienne_reste(client):
    jour = horloge.aujourd_hui()
    changer_valeur("permis_qf_max", valeur=Decimal(650), debut=jour, source="Délibération d’essai", auteur=SYSTEME)

    page = client.get(ADRESSE)

    assert "Le quotient familial est de 650 € par mois ou moins." in mots(page).replace("\u00a0", " ")
    assert "Délibération d’essai" in page.text
    assert "600\u00a0€ par mois" in page.text


def test_une_valeur_a_venir_ne_s_applique_pas_encore(client):
    changer_valeur(
        "permis_qf_max", valeur=Decimal(700), debut=date(2099, 1, 1), source="Délibération à venir", auteur=SYSTEME
    )

    lu = mots(client.get(ADRESSE)).replace("\u00a0", " ")

    assert "Le quotient familial est de 600 € par mois ou moins." in lu
    assert "700 € par mois" in lu


def test_la_fiche_mene_aux_regles_et_les_regles_a_la_fiche(client):
    assert f'href="{ADRESSE}"' in client.get("/demarches/aide-permis").text
    assert 'href="/demarches/aide-permis"' in client.get(ADRESSE).text


def test_une_demarche_inconnue_n_a_pas_de_regles(client):
    assert client.get("/demarches/inconnue/regles").status_code == 404


def test_les_donnees_disent_d_ou_elles_viennent():
    expliquees = {expliquee.objet.code: expliquee for expliquee in expliquer(PERMIS)}

    provenances = {donnee.libelle: donnee.provenance for donnee in expliquees["age"].donnees}
    assert provenances[PERMIS.champs["date_naissance"].libelle] is Provenance.CERTIFIEE
    assert provenances[PERMIS.champs["categorie"].libelle] is Provenance.DECLAREE
    assert provenances["Date de la demande"] is Provenance.PLATEFORME
    assert Provenance.AGENT in {donnee.provenance for donnee in expliquees["ecole_de_conduite"].donnees}
    assert {donnee.provenance for donnee in expliquees["ressources"].donnees} >= {Provenance.CALCUL}
    assert "Dans quelle commune habitez-vous\u00a0?" not in {d.libelle for d in expliquees["residence"].donnees}


def test_une_reserve_n_est_pas_publiee_comme_un_refus(client):
    apa = demarche_de("apa-domicile")
    parts = {expliquee.objet.code: (expliquee.part, expliquee.suites) for expliquee in expliquer(apa)}
    publiees = rubriques(client.get("/demarches/apa-domicile/regles"))

    assert parts["versement"] == (Part.PROPOSE_UNE_RESERVE, ("Montant trop faible pour être versé",))
    assert parts["perte_d_autonomie"][0] is Part.PROPOSE_UN_REFUS
    assert "refus" not in publiees["versement"]
    assert "à dire avec l’accord" in publiees["versement"]


def test_la_part_de_chaque_objet_dans_la_decision():
    parts = {expliquee.objet.code: (expliquee.part, expliquee.suites) for expliquee in expliquer(PERMIS)}

    assert parts["montant"] == (Part.PROPOSE_LE_MONTANT, ())
    assert parts["quotient_familial"] == (Part.SERT_A, ("Ressources du foyer",))
    assert parts["forfait"] == (Part.SERT_A, ("Montant de l’aide",))
    assert parts["ressources"][0] is Part.PROPOSE_UN_REFUS
    assert parts["sejour"] == (Part.FAIT_VERIFIER, ())
