"""Le simulateur de l’APA, par l’API et par la page : mêmes chiffres, formule montrée, rien de gardé."""

import csv
from datetime import date
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from portail.config import RACINE
from portail.parametres import actions as parametres
from tests.client import ClientExigeant
from tests.fabriques import mettre_l_horloge_au

ADRESSE = "/api/v1/simulations/apa-domicile"
PAGE = "/demarches/apa-domicile/ai-je-droit"
JEANNE = {
    "mois": "2026-11", "age": 84, "situation": "seul", "ressources_foyer": 1500, "gir": 4, "plan_aide": 1000,
}  # fmt: skip
SORTIES = ("participation", "taux", "apa_theorique", "apa_versee", "reste_hors_plafond", "motif")


@pytest.fixture
def api(client: ClientExigeant, base: Session) -> FlaskClient:
    parametres.importer()
    mettre_l_horloge_au(date(2026, 11, 21))
    return client


def points() -> list[dict[str, str]]:
    with (RACINE / "tests" / "donnees" / "oracle_apa.csv").open(encoding="utf-8") as fichier:
        return list(csv.DictReader(fichier, delimiter=";"))


def simuler(api: FlaskClient, **changements):
    demande = {nom: valeur for nom, valeur in (JEANNE | changements).items() if valeur is not None}
    return api.post(ADRESSE, json=demande)


def test_les_45_points_de_controle_sortent_au_centime(api: FlaskClient):
    for point in points():
        reponse = api.post(ADRESSE, json={nom: point[nom] for nom in JEANNE})

        assert reponse.status_code == 200, reponse.json
        assert {nom: reponse.json[nom] for nom in SORTIES} == {nom: point[nom] for nom in SORTIES}, point["id"]


def test_la_reponse_montre_les_etapes_et_la_formule(api: FlaskClient):
    reponse = simuler(api).json

    etapes = {etape["code"]: etape for etape in reponse["etapes"]}
    assert reponse["eligible"] is True
    assert reponse["montant"] == "689.92"
    assert list(etapes).index("plan_retenu") < list(etapes).index("participation") < list(etapes).index("apa_versee")
    assert etapes["participation"]["valeur"] == "121.60"
    assert etapes["ressources"]["valeur"] == "1500.00"
    assert all(etape["texte"] and "{" not in etape["texte"] for etape in reponse["etapes"])


@pytest.mark.parametrize("mois", ["2026-5", "mai 2026", "2026-13", 202605, "2026-05-01"])
def test_un_mois_mal_ecrit_est_nomme(api: FlaskClient, mois):
    reponse = simuler(api, mois=mois)

    assert reponse.status_code == 422
    assert [erreur["entree"] for erreur in reponse.json["erreurs"]] == ["mois"]


def test_sans_mois_on_calcule_a_ce_jour(api: FlaskClient):
    assert simuler(api, mois=None).status_code == 200


@pytest.mark.parametrize("gir", [4, "4"])
def test_le_gir_s_ecrit_en_nombre_ou_en_texte(api: FlaskClient, gir):
    assert simuler(api, gir=gir).json["participation"] == "121.60"


@pytest.mark.parametrize(
    ("entree", "valeur"),
    [("gir", 7), ("gir", 0), ("gir", 4.0), ("age", -1), ("age", None), ("situation", "couple"), ("plan_aide", "mille")],
)
def test_une_entree_fautive_est_nommee(api: FlaskClient, entree, valeur):
    reponse = simuler(api, **{entree: valeur})

    assert reponse.status_code == 422
    assert [erreur["entree"] for erreur in reponse.json["erreurs"]] == [entree]


def test_avant_60_ans_aucun_montant_n_est_annonce(api: FlaskClient):
    reponse = simuler(api, age=59).json

    assert (reponse["eligible"], reponse["montant"], reponse["motif"]) == (False, None, "age_inferieur_60")


def test_la_description_dit_ce_que_l_api_accepte_et_rend(api: FlaskClient):
    operation = api.get("/api/v1/openapi.json").json["paths"][ADRESSE]["post"]

    entrees = operation["requestBody"]["content"]["application/json"]["schema"]
    sorties = operation["responses"]["200"]["content"]["application/json"]["schema"]
    assert set(entrees["properties"]) == set(JEANNE)
    assert set(entrees["required"]) == set(JEANNE) - {"mois"}
    assert set(sorties["properties"]) == set(simuler(api).json)


def test_la_page_du_simulateur_dit_le_montant_la_part_et_les_seuils(api: FlaskClient):
    vide = api.get(PAGE)
    reponse = api.post(
        PAGE, data={"age": "84", "situation": "seul", "ressources_foyer": "1500", "gir": "4", "plan_aide": "1000"}
    )

    texte = reponse.text.replace("\u00a0", " ").replace("\u202f", " ")
    assert "À quoi puis-je m’attendre" in vide.text
    assert "Montant versé : 689,92 € par mois." in texte
    assert "= 121,60 €. Le nombre 0,225953 situe vos ressources de 1 500 €" in texte
    assert texte.index("Allocation versée") < texte.index("Voir tout le calcul") < texte.index("Montant forfaitaire")
    assert "Jusqu’à 933,89 € de ressources par mois, vous ne payez rien du plan d’aide." in texte
    assert "= 188,48 € par mois, à votre charge." in texte
    assert "Set-Cookie" not in reponse.headers


def test_la_fiche_annonce_le_plafond_le_delai_et_le_forfait(api: FlaskClient):
    texte = api.get("/demarches/apa-domicile").text.replace("\u00a0", " ").replace("\u202f", " ")

    assert "Jusqu’à 2 080,33 € par mois" in texte
    assert "à partir du jour où votre dossier est complet" in texte
    assert "au montant forfaitaire de 1 040,17 € par mois" in texte
    assert "obligatoire avant de saisir le tribunal administratif" in texte


def test_le_bareme_change_au_1er_janvier(api: FlaskClient):
    plafonds = {
        mois: Decimal(next(e["valeur"] for e in simuler(api, mois=mois).json["etapes"] if e["code"] == "plafond"))
        for mois in ("2025-12", "2026-01", "2026-04", "2026-12")
    }

    assert plafonds == {
        "2025-12": Decimal("797.96"),
        "2026-01": Decimal("811.52"),
        "2026-04": Decimal("811.52"),
        "2026-12": Decimal("811.52"),
    }
