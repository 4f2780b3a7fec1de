"""Le fournisseur simulé est aussi sévère que les vrais."""

import time
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest

from portail.demonstration.fournisseur.application import creer_fournisseur
from portail.demonstration.fournisseur.etat import NOM
from tests.fournisseur_oidc import JOUR, PORTAIL

ALEA = "a" * 64


@pytest.fixture(scope="module")
def app():
    return creer_fournisseur(adresse="http://identites.example", url_portail=PORTAIL, jour=JOUR)


@pytest.fixture
def client(app):
    return app.test_client()


def demande(nom: str = "franceconnect", **autres: str) -> dict[str, str]:
    valeurs = {
        "response_type": "code",
        "client_id": "portail-demo",
        "redirect_uri": f"{PORTAIL}/connexion/{nom}/retour",
        "scope": "openid identite_pivot email",
        "state": ALEA,
        "nonce": ALEA,
    }
    if nom == "franceconnect":
        valeurs["acr_values"] = "eidas1"
    return {cle: valeur for cle, valeur in (valeurs | autres).items() if valeur != "-"}


def code_accorde(client, nom: str = "franceconnect", personne: str = "lina-moreau", **autres: str) -> str:
    choix = client.get(f"/{nom}/authorize", query_string=demande(nom, **autres)).headers["Location"]
    if choix.endswith("/consentement"):
        choix = choix.removesuffix("/consentement")
    consentement = client.post(choix, data={"personne": personne}).headers["Location"]
    return parse_qs(urlsplit(client.post(consentement).headers["Location"]).query)["code"][0]


def echange(client, code: str, nom: str = "franceconnect", **autres: str):
    corps = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": f"{PORTAIL}/connexion/{nom}/retour",
        "client_id": "portail-demo",
        "client_secret": "secret-demo",
    }
    return client.post(f"/{nom}/token", data=corps | autres)


@pytest.mark.parametrize(
    ("autres", "code"),
    [
        ({"code_challenge": "x", "code_challenge_method": "S256"}, "Y030007"),
        ({"max_age": "60"}, "Y030007"),
        ({"login_hint": "lina"}, "Y030007"),
        ({"acr_values": "-"}, "Y030007"),
        ({"state": "-"}, "Y030007"),
        ({"state": "a" * 31}, "Y030007"),
        ({"nonce": "a" * 20}, "Y030007"),
        ({"prompt": "none"}, "Y030007"),
        ({"prompt": ""}, "Y030007"),
        ({"client_id": "autre"}, "Y04EA6EF"),
        ({"redirect_uri": f"{PORTAIL}/connexion/franceconnect/retour/"}, "Y04C013C"),
    ],
)
def test_franceconnect_refuse_une_demande_inexacte(client, autres, code):
    reponse = client.get("/franceconnect/authorize", query_string=demande(**autres))

    assert reponse.status_code == 400
    assert code in reponse.text


def test_un_parametre_repete_est_refuse(client):
    reponse = client.get("/franceconnect/authorize", query_string=[*demande().items(), ("state", ALEA)])

    assert reponse.status_code == 400


@pytest.mark.parametrize(
    ("autres", "erreur"),
    [
        ({"acr_values": "eidas2"}, "invalid_acr"),
        ({"scope": "email"}, "invalid_scope"),
        ({"scope": "openid cnaf_quotient_familial"}, "invalid_scope"),
        ({"response_type": "token"}, "unsupported_response_type"),
    ],
)
def test_une_demande_non_accordee_revient_au_portail(client, autres, erreur):
    reponse = client.get("/franceconnect/authorize", query_string=demande(**autres))

    retour = parse_qs(urlsplit(reponse.headers["Location"]).query)
    assert retour == {"error": [erreur], "state": [ALEA], "iss": ["http://identites.example/franceconnect"]}


def test_la_demande_ne_s_envoie_qu_en_get(client):
    assert client.post("/franceconnect/authorize", data=demande()).status_code == 405


def test_le_jeton_d_identite_a_huit_affirmations_et_pas_d_identite(app, client):
    jetons = echange(client, code_accorde(client)).get_json()

    assert set(jetons) == {"access_token", "token_type", "expires_in", "id_token", "scope"}
    assert (jetons["token_type"], jetons["expires_in"]) == ("Bearer", 60)
    claims = app.extensions[NOM].trousseau.ouvrir(jetons["id_token"])
    assert set(claims) == {"iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr"}
    assert claims["exp"] - claims["iat"] == 60


def test_userinfo_est_un_jeton_signe(app, client):
    acces = echange(client, code_accorde(client)).get_json()["access_token"]
    reponse = client.get("/franceconnect/userinfo", headers={"Authorization": f"Bearer {acces}"})

    assert reponse.mimetype == "application/jwt"
    claims = app.extensions[NOM].trousseau.ouvrir(reponse.text)
    assert {"iss", "aud", "exp", "iat", "sub", "family_name", "email"} <= set(claims)
    assert "preferred_username" not in claims


def test_un_code_ne_sert_qu_une_fois(client):
    code = code_accorde(client)

    assert [echange(client, code).status_code for _ in range(2)] == [200, 400]


def test_un_code_vaut_trente_secondes_et_un_jeton_soixante(app, client, monkeypatch):
    code, autre = code_accorde(client), code_accorde(client)
    acces = echange(client, autre).get_json()["access_token"]
    vraie = time.time
    monkeypatch.setattr("portail.demonstration.fournisseur.memoire.time.time", lambda: vraie() + 61)

    assert echange(client, code).get_json()["error"] == "invalid_grant"
    refus = client.get("/franceconnect/userinfo", headers={"Authorization": f"Bearer {acces}"})
    assert (refus.status_code, refus.get_json()["error"]) == (401, "invalid_token")


@pytest.mark.parametrize(
    ("autres", "statut", "erreur"),
    [
        ({"client_secret": "faux"}, 401, "invalid_client"),
        ({"redirect_uri": f"{PORTAIL}/ailleurs"}, 400, "invalid_grant"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"code_verifier": "x" * 43}, 400, "invalid_grant"),
    ],
)
def test_l_echange_du_code_est_exact(client, autres, statut, erreur):
    reponse = echange(client, code_accorde(client), **autres)

    assert (reponse.status_code, reponse.get_json()["error"]) == (statut, erreur)


def test_l_authentification_basic_est_refusee_par_franceconnect(client):
    corps = {"grant_type": "authorization_code", "code": code_accorde(client)}
    reponse = client.post("/franceconnect/token", data=corps, auth=("portail-demo", "secret-demo"))

    assert reponse.status_code == 401


def test_le_code_d_un_emetteur_ne_vaut_pas_chez_un_autre(client):
    assert echange(client, code_accorde(client), nom="proconnect").get_json()["error"] == "invalid_grant"


def test_les_cles_tournent_et_restent_deux(app, client):
    avant = client.get("/franceconnect/jwks").get_json()["keys"]
    app.extensions[NOM].trousseau.tourner()
    apres = client.get("/franceconnect/jwks").get_json()["keys"]

    assert [cle["kty"] for cle in apres] == ["EC", "EC", "RSA"]
    assert apres[1]["kid"] == avant[0]["kid"]
    assert not any("d" in cle for cle in apres)


def test_abandonner_renvoie_access_denied(client):
    choix = client.get("/franceconnect/authorize", query_string=demande()).headers["Location"]
    abandon = f"{choix.removesuffix('/consentement')}/abandon"

    retour = parse_qs(urlsplit(client.post(abandon).headers["Location"]).query)

    assert retour["error"] == ["access_denied"]
    assert client.post(abandon).status_code == 400


def test_la_session_dispense_de_choisir_jusqu_a_la_deconnexion(app, client, monkeypatch):
    """SSO de FranceConnect : sans déconnexion chez lui, la personne suivante entrerait sous la même identité."""
    jetons = echange(client, code_accorde(client)).get_json()
    encore = client.get("/franceconnect/authorize", query_string=demande()).headers["Location"]
    parametres = {
        "id_token_hint": jetons["id_token"],
        "state": ALEA,
        "post_logout_redirect_uri": f"{PORTAIL}/deconnexion/franceconnect/retour",
    }

    fin = client.get("/franceconnect/session/end", query_string=parametres)
    ensuite = client.get("/franceconnect/authorize", query_string=demande()).headers["Location"]

    assert encore.endswith("/consentement")
    assert fin.headers["Location"] == f"{PORTAIL}/deconnexion/franceconnect/retour?state={ALEA}"
    assert not ensuite.endswith("/consentement")


@pytest.mark.parametrize(
    "autres",
    [
        {"id_token_hint": None},
        {"id_token_hint": "a.b.c"},
        {"state": None},
        {"state": "court"},
        {"post_logout_redirect_uri": f"{PORTAIL}/"},
        {"client_id": "portail-demo"},
    ],
)
def test_la_deconnexion_est_exacte(client, autres):
    parametres = {
        "id_token_hint": echange(client, code_accorde(client)).get_json()["id_token"],
        "state": ALEA,
        "post_logout_redirect_uri": f"{PORTAIL}/deconnexion/franceconnect/retour",
    } | autres
    parametres = {nom: valeur for nom, valeur in parametres.items() if valeur is not None}

    assert client.get("/franceconnect/session/end", query_string=parametres).status_code == 400


class Page(HTMLParser):
    """Ce qu’on vérifie d’une page : langue, titres, identifiants, étiquettes de boutons."""

    def __init__(self, texte: str) -> None:
        super().__init__()
        self.langue, self.h1, self.identifiants = None, 0, []
        self.feed(texte)

    def handle_starttag(self, tag, attrs):
        attributs = dict(attrs)
        self.langue = attributs.get("lang", self.langue) if tag == "html" else self.langue
        self.h1 += tag == "h1"
        self.identifiants += [attributs["id"]] if "id" in attributs else []


@pytest.mark.parametrize("nom", ["franceconnect", "proconnect", "notaires"])
def test_les_pages_sont_en_francais_et_bien_formees(client, nom):
    choix = client.get(f"/{nom}/authorize", query_string=demande(nom)).headers["Location"]

    for texte in (client.get("/").text, client.get(choix).text, client.get(f"/{nom}/authorize").text):
        page = Page(texte)
        assert (page.langue, page.h1) == ("fr", 1)
        assert len(page.identifiants) == len(set(page.identifiants))
