"""Les pages d’erreur : en français, avec une issue, et même sans base de données."""

import html5lib
import pytest

from portail.guichets.erreurs import PAGES, page_du_code
from portail.socle import base as socle_base

NS = "{http://www.w3.org/1999/xhtml}"


def titre(reponse) -> str:
    [h1] = html5lib.parse(reponse.get_data(as_text=True)).iter(f"{NS}h1")
    return " ".join("".join(h1.itertext()).split())


def test_chaque_code_attendu_a_sa_page():
    assert set(PAGES) == {400, 403, 404, 405, 409, 413, 422, 429, 500, 503}
    assert page_du_code(418) is PAGES[400]
    assert page_du_code(502) is PAGES[500]


def test_une_adresse_inconnue_garde_l_aide_humaine(client, reglages):
    reponse = client.get("/nulle-part")

    assert (reponse.status_code, titre(reponse)) == (404, "Cette page n’existe pas")
    assert reglages.departement.telephone in reponse.get_data(as_text=True)


def test_une_methode_refusee_dit_celles_qui_sont_admises(client):
    reponse = client.put("/aide")

    assert reponse.status_code == 405
    assert "GET" in reponse.headers["Allow"]


def test_un_formulaire_perime_explique_et_propose_de_revenir(client):
    reponse = client.post("/connexion/courriel/code", data={"csrf_token": "faux", "code": "123456"})

    assert (reponse.status_code, titre(reponse)) == (400, "Cette page est restée ouverte trop longtemps")
    assert 'href="/connexion/courriel/code"' in reponse.get_data(as_text=True)


def test_un_envoi_trop_lourd_est_refuse_en_francais(client):
    debut = b'--limite\r\nContent-Disposition: form-data; name="description"\r\n\r\n'
    corps = debut + b"x" * (3 * 1024 * 1024) + b"\r\n--limite--\r\n"
    reponse = client.post("/accessibilite/signaler", data=corps, content_type="multipart/form-data; boundary=limite")

    assert (reponse.status_code, titre(reponse)) == (413, "Cet envoi est trop lourd")


def test_une_page_reservee_mene_a_la_connexion_puis_revient(client):
    reponse = client.get("/mon-espace/?vue=brouillons")

    assert reponse.status_code == 303
    assert reponse.location == "/connexion?guichet=usagers&suite=%2Fmon-espace%2F%3Fvue%3Dbrouillons"


def test_l_api_repond_en_json(client):
    reponse = client.get("/api/v1/nulle-part")

    assert reponse.status_code == 404
    assert reponse.get_json() == {
        "code": 404,
        "titre": "Cette page n’existe pas",
        "explication": "Elle a peut-être changé d’adresse, ou l’adresse est mal recopiée.",
    }


@pytest.fixture
def base_en_panne(application, environ):
    _brancher("postgresql://personne@127.0.0.1:9/rien")
    yield
    _brancher(environ["DATABASE_URL"])


def _brancher(url: str) -> None:
    """Change de base sans laisser de connexion ouverte derrière soi."""
    socle_base.fermer_session()
    socle_base.moteur().dispose()
    socle_base.configurer(url)


@pytest.mark.usefixtures("base_en_panne")
def test_sans_base_de_donnees_la_page_d_erreur_s_affiche(application):
    reponse = application.test_client().get("/demarches/")

    assert (reponse.status_code, titre(reponse)) == (500, "Le service a rencontré un problème")
    assert 'href="/demarches/"' in reponse.get_data(as_text=True)
