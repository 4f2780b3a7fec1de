"""L’API des simulations : le même examen que la page, des refus précis, rien de gardé."""

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portail.identite.models import SessionOuverte
from portail.journal.models import Entree
from portail.parametres import actions as parametres
from portail.socle import debits
from tests.client import ClientExigeant

ADRESSE = "/api/v1/simulations/aide-permis"
LINA = {
    "categorie": "B", "naissance": "2009-08-14", "commune_insee": "44043", "arrivee_44": "2015-09-01", "rfr": 14300,
    "parts": 2.5, "autre_aide": False, "date": "2026-11-21",
}  # fmt: skip


@pytest.fixture
def api(client: ClientExigeant, base: Session) -> FlaskClient:
    parametres.importer()
    return client


def simuler(api: FlaskClient, **changements):
    demande = {nom: valeur for nom, valeur in (LINA | changements).items() if valeur is not None}
    return api.post(ADRESSE, json=demande)


def verdicts(reponse) -> dict[str, str]:
    return {regle["code"]: regle["verdict"] for regle in reponse.json["regles"]}


def test_lina_a_droit_a_l_aide(api: FlaskClient):
    reponse = simuler(api)

    assert reponse.status_code == 200
    assert reponse.json["eligible"] is True
    assert (reponse.json["quotient_familial"], reponse.json["montant"]) == ("476", "500.00")
    assert set(verdicts(reponse).values()) == {"conforme"}
    assert all(regle["texte"] and "{" not in regle["texte"] for regle in reponse.json["regles"])
    assert "Âge à la date" in reponse.text
    assert list(reponse.json) == ["eligible", "quotient_familial", "montant", "regles"]


@pytest.mark.parametrize(
    ("rfr", "quotient", "eligible"),
    [(14300, "476", True), (18000, "600", True), (18010, "600", True), (18030, "601", False), (0, "0", True)],
)
def test_le_quotient_familial_est_arrondi_a_l_euro_inferieur(api: FlaskClient, rfr, quotient, eligible):
    reponse = simuler(api, rfr=rfr)

    assert (reponse.json["quotient_familial"], reponse.json["eligible"]) == (quotient, eligible)
    assert (reponse.json["montant"] is None) is not eligible


@pytest.mark.parametrize(("jour", "eligible"), [("2026-11-21", True), ("2026-11-22", False)])
def test_yanis_a_droit_jusqu_a_la_veille_de_ses_vingt_cinq_ans(api: FlaskClient, jour, eligible):
    reponse = simuler(api, naissance="2001-11-22", commune_insee="44035", rfr=4920, parts=1, date=jour)

    assert reponse.json["eligible"] is eligible


def test_emma_apprend_quand_elle_aura_droit(api: FlaskClient):
    emma = {"naissance": "2007-03-02", "commune_insee": "44109", "arrivee_44": "2025-12-01", "rfr": 6200, "parts": 1}

    trop_tot = simuler(api, **emma)

    assert trop_tot.json["eligible"] is False
    assert any("1er décembre 2026" in regle["texte"].replace("\u00a0", " ") for regle in trop_tot.json["regles"])
    assert simuler(api, **emma, date="2026-12-01").json["eligible"] is True


def test_une_commune_rattachee_ailleurs_est_hors_du_departement(api: FlaskClient):
    assert simuler(api, commune_insee="49160").json["eligible"] is False


@pytest.mark.parametrize(
    ("parts", "rfr"), [("2.5", "14300"), (2.5, 14300.0), ("2.50", "14300.00")], ids=["textes", "nombres", "zéros"]
)
def test_les_nombres_s_ecrivent_en_texte_ou_en_nombre(api: FlaskClient, parts, rfr):
    assert simuler(api, parts=parts, rfr=rfr).json["quotient_familial"] == "476"


@pytest.mark.parametrize(("categorie", "montant"), [("AM", "100.00"), ("am", "100.00"), ("b", "500.00")])
def test_la_categorie_se_lit_sans_egard_aux_capitales(api: FlaskClient, categorie, montant):
    assert simuler(api, categorie=categorie).json["montant"] == montant


@pytest.mark.parametrize("autre", [True, "oui"])
def test_une_autre_aide_fait_obstacle(api: FlaskClient, autre):
    assert simuler(api, autre_aide=autre).json["eligible"] is False


@pytest.mark.parametrize(
    ("entree", "valeur"),
    [
        ("naissance", "14/08/2009"), ("naissance", "2009-02-30"), ("naissance", 2009), ("naissance", "2031-01-01"),
        ("date", "demain"), ("commune_insee", "Clisson"), ("commune_insee", 44043), ("rfr", "14 300"), ("rfr", -1),
        ("rfr", True), ("rfr", [1]), ("parts", 0.3), ("parts", "1e3"), ("categorie", "C"), ("categorie", None),
        ("autre_aide", "peut-être"), ("autre_aide", {}), ("arrivee_44", None),
    ],
)  # fmt: skip
def test_une_entree_fautive_est_nommee(api: FlaskClient, entree, valeur):
    reponse = simuler(api, **{entree: valeur})

    assert reponse.status_code == 422, reponse.json
    assert [erreur["entree"] for erreur in reponse.json["erreurs"]] == [entree]
    assert all(len(erreur["message"]) > 10 for erreur in reponse.json["erreurs"])


def test_toutes_les_fautes_sont_dites_ensemble(api: FlaskClient):
    reponse = api.post(ADRESSE, json={"naissance": "hier", "age": 17})

    fautives = {erreur["entree"] for erreur in reponse.json["erreurs"]}
    assert fautives == {"age", "naissance", *LINA} - {"date"}


@pytest.mark.parametrize("corps", [b"", b"[]", b"{", b'"texte"', b'{"rfr": NaN}', b"\xff\xfe", b"[" * 5000])
def test_un_corps_qui_n_est_pas_un_objet_json_est_refuse(api: FlaskClient, corps: bytes):
    reponse = api.post(ADRESSE, data=corps, content_type="application/json")

    assert reponse.status_code == 422
    assert reponse.json["explication"]


def test_une_demande_demesuree_est_refusee(api: FlaskClient):
    reponse = api.post(ADRESSE, data=json.dumps({"categorie": "B" * 20_000}))

    assert (reponse.status_code, reponse.mimetype) == (413, "application/json")


@pytest.mark.parametrize(("methode", "adresse", "code"), [("post", f"{ADRESSE}-inconnue", 404), ("get", ADRESSE, 405)])
def test_les_refus_sont_en_json(api: FlaskClient, methode: str, adresse: str, code: int):
    reponse = getattr(api, methode)(adresse)

    assert (reponse.status_code, reponse.json["code"]) == (code, code)


def test_rien_n_est_garde(api: FlaskClient, base: Session):
    avant = base.scalar(select(func.count()).select_from(Entree))

    reponse = simuler(api)

    assert "Set-Cookie" not in reponse.headers
    assert reponse.headers["Cache-Control"] == "no-store"
    assert base.scalar(select(func.count()).select_from(SessionOuverte)) == 0
    assert base.scalar(select(func.count()).select_from(Entree)) == avant


def test_le_debit_est_limite(api: FlaskClient):
    debits.configurer(actif=True)
    try:
        codes = [simuler(api).status_code for _ in range(61)]
    finally:
        debits.configurer(actif=False)

    assert codes == [200] * 60 + [429]


def test_la_description_dit_ce_que_l_api_accepte(api: FlaskClient):
    description = api.get("/api/v1/openapi.json").json

    schema = description["paths"][ADRESSE]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert description["openapi"].startswith("3.1")
    assert set(schema["properties"]) == set(LINA)
    assert set(schema["required"]) == set(LINA) - {"date"}
    sorties = description["paths"][ADRESSE]["post"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert set(sorties["properties"]) == set(simuler(api).json)


def test_l_exemple_de_la_documentation_marche(api: FlaskClient):
    documentation = (Path(__file__).parents[2] / "docs" / "interface.md").read_text(encoding="utf-8")
    exemple = documentation.split("-d '")[1].split("'\n")[0]

    reponse = api.post(ADRESSE, data=exemple, content_type="application/json")

    assert reponse.json["eligible"] is True
