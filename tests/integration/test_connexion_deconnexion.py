"""Se déconnecter : ici d’abord, chez le fournisseur ensuite, et le dire sans rien promettre de faux."""

from urllib.parse import parse_qs, urlsplit

import requests
from sqlalchemy import select

from portail.guichets.connexion import decouverte
from portail.identite.models import SessionOuverte
from tests.fournisseur_oidc import Comptoir
from tests.integration.connexions import connecter, jeton_de_formulaire, nombre, sessions_ouvertes, temoin


def deconnecter(client):
    return client.post("/deconnexion", data={"csrf_token": jeton_de_formulaire(client.get("/deconnexion"))})


def test_se_deconnecter_ferme_ici_puis_chez_franceconnect(client, comptoir, base):
    connecter(client, comptoir)
    avant = temoin(client)

    sortie = deconnecter(client)
    seule = base.scalars(select(SessionOuverte)).one()
    chez_eux = comptoir_fin(comptoir, sortie.headers["Location"])
    fin = client.get(chez_eux)

    assert seule.usager_id is None
    assert temoin(client) != avant
    assert (fin.status_code, fin.headers["Location"]) == (303, "/deconnexion")
    assert "Vous êtes déconnecté" in client.get("/deconnexion").text


def comptoir_fin(comptoir: Comptoir, url: str) -> str:
    """Suit l’adresse de déconnexion chez le fournisseur, qui la refuse si elle est inexacte."""
    reponse = requests.get(url, timeout=300, allow_redirects=False)
    assert reponse.status_code == 303, reponse.text
    retour = urlsplit(reponse.headers["Location"])
    assert parse_qs(urlsplit(url).query)["state"] == parse_qs(retour.query)["state"]
    return f"{retour.path}?{retour.query}"


def test_la_deconnexion_demande_un_jeton_et_ne_part_pas_d_un_lien(client, comptoir, base):
    connecter(client, comptoir)

    assert client.post("/deconnexion").status_code == 400
    page = client.get("/deconnexion")

    assert "Lina MOREAU" in page.text
    assert sessions_ouvertes(base) == 1


def test_un_retour_de_deconnexion_inattendu_ne_promet_rien(client, comptoir):
    connecter(client, comptoir)
    deconnecter(client)

    page = client.get("/deconnexion/franceconnect/retour?state=autre")

    assert page.status_code == 400
    assert "peut-être pas de FranceConnect" in page.text


def test_un_retour_de_deconnexion_force_ne_deconnecte_personne(client, comptoir, base):
    connecter(client, comptoir)

    reponse = client.get("/deconnexion/franceconnect/retour?state=")

    assert reponse.headers["Location"] == "/deconnexion"
    assert sessions_ouvertes(base) == 1


def test_franceconnect_muet_n_empeche_pas_de_se_deconnecter(client, comptoir, base):
    connecter(client, comptoir)
    decouverte.oublier()
    comptoir.fautes["decouverte"] = "erreur_500"

    page = deconnecter(client)

    assert page.status_code == 200
    assert "fermez toutes les fenêtres" in page.text
    assert nombre(base, SessionOuverte) == 0
