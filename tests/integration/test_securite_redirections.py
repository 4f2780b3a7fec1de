"""Aucune adresse reçue ne mène ailleurs que sur le portail, ni ne coupe un en-tête."""

from urllib.parse import urljoin, urlsplit

import pytest

from tests import fabriques
from tests.entree import entrer
from tests.integration.connexions import jeton_de_formulaire

HOTE = "http://localhost"
AILLEURS = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "https:evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "@evil.example",
    ".evil.example",
    "/\r\nSet-Cookie: a=b",
)


def mene_ici(adresse: str) -> bool:
    """Dit si un navigateur resterait ici : il ôte tabulations et sauts de ligne, et lit « \\ » comme « / »."""
    lue = adresse.strip().replace("\t", "").replace("\n", "").replace("\r", "").replace("\\", "/")
    arrivee = urlsplit(urljoin(f"{HOTE}/depart", lue))
    return (arrivee.scheme, arrivee.netloc) == ("http", "localhost")


@pytest.mark.parametrize("voulue", AILLEURS)
def test_choisir_sa_langue_ne_mene_pas_ailleurs(client, voulue):
    reponse = client.get("/langue/en", query_string={"retour": voulue})

    assert reponse.status_code == 303
    assert mene_ici(reponse.headers["Location"])
    assert reponse.headers.getlist("Set-Cookie")[0].startswith("langue=en")
    assert len(reponse.headers.getlist("Set-Cookie")) == 1


@pytest.mark.parametrize("voulue", AILLEURS)
def test_une_personne_deja_connectee_ne_part_pas_ailleurs(client, base, voulue):
    entrer(client, fabriques.usager())

    reponse = client.get("/connexion", query_string={"suite": voulue})

    assert (reponse.status_code, reponse.headers["Location"]) == (303, "/mon-espace/")


@pytest.mark.parametrize("voulue", AILLEURS)
def test_la_page_de_connexion_ne_propage_pas_une_adresse_d_ailleurs(client, voulue):
    for adresse in ("/connexion", "/connexion/courriel"):
        page = client.get(adresse, query_string={"suite": voulue})
        corps = page.text.split("<main", 1)[1]
        assert "evil.example" not in corps
        assert "javascript:" not in corps


def test_la_suite_gardee_en_session_est_relue_avec_mefiance(client, base):
    page = client.get("/connexion/courriel?suite=//evil.example")
    donnees = {
        "csrf_token": jeton_de_formulaire(page), "nom_naissance": "Moreau", "prenoms": "Lina",
        "date_naissance-jour": "14", "date_naissance-mois": "8", "date_naissance-annee": "2009",
        "courriel": "lina@courriel.example",
    }  # fmt: skip

    client.post("/connexion/courriel?suite=//evil.example", data=donnees)

    with client.session_transaction() as session:
        assert session["connexion_par_courriel"]["suite"] == "/mon-espace/"


@pytest.mark.parametrize("hote", ["evil.example", "portail.example.evil.example", "localhost@evil.example"])
def test_l_hote_annonce_n_entre_dans_aucune_adresse(client, base, hote):
    for adresse in ("/mon-espace/", "/connexion", "/aide", "/nulle-part"):
        reponse = client.get(adresse, headers={"Host": hote, "X-Forwarded-Host": hote})
        assert "evil.example" not in reponse.headers.get("Location", "")
        assert "evil.example" not in reponse.text
