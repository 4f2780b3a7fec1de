"""Le départ vers un fournisseur : liste fermée de paramètres, hasard neuf, tentatives bornées."""

import json
import time
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from portail.config import ReglagesFournisseur
from portail.guichets.adresses import adresse_locale
from portail.guichets.connexion import decouverte, tentatives
from portail.guichets.connexion.echecs import EchecConnexion, Raison
from portail.guichets.connexion.oidc import adresse_autorisation, adresse_fin_session
from portail.guichets.connexion.tentatives import Tentative, Tentatives
from tests.fournisseur_oidc import PORTAIL, Comptoir

COMMUNS = {"response_type", "client_id", "redirect_uri", "scope", "state", "nonce"}


@pytest.fixture
def comptoir(serveur_oidc: Comptoir):
    decouverte.oublier()
    serveur_oidc.fautes.clear()
    return serveur_oidc


def parametres(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query, strict_parsing=True)


def tentative(numero: int, *, age: float = 0) -> Tentative:
    return Tentative(
        fournisseur="franceconnect",
        state=f"{numero:064x}",
        nonce="n" * 64,
        verificateur="",
        retour_url=f"{PORTAIL}/connexion/franceconnect/retour",
        destination=f"/page/{numero}",
        commencee_le=time.time() - age,
    )


def test_franceconnect_recoit_exactement_sept_parametres_et_jamais_pkce(comptoir):
    envoyes = parametres(comptoir.partir(comptoir.reglages("franceconnect"), {}))

    assert set(envoyes) == COMMUNS | {"acr_values"}
    assert all(len(valeurs) == 1 for valeurs in envoyes.values())
    assert envoyes["acr_values"] == ["eidas1"]
    assert envoyes["redirect_uri"] == [f"{PORTAIL}/connexion/franceconnect/retour"]


def test_proconnect_demande_le_second_facteur_par_claims(comptoir):
    envoyes = parametres(comptoir.partir(comptoir.reglages("proconnect"), {}))

    assert set(envoyes) == COMMUNS | {"claims"}
    acr = json.loads(envoyes["claims"][0])["id_token"]["acr"]
    assert acr == {"essential": True, "values": ["eidas0-mfa", "eidas1-mfa", "eidas2", "eidas3"]}


def test_les_notaires_n_ont_pas_de_niveau_demande(comptoir):
    assert set(parametres(comptoir.partir(comptoir.reglages("notaires"), {}))) == COMMUNS


def test_pkce_ne_vient_que_du_reglage(comptoir):
    envoyes = parametres(comptoir.partir(comptoir.reglages("proconnect", PKCE="1"), {}))

    assert set(envoyes) == COMMUNS | {"claims", "code_challenge", "code_challenge_method"}
    assert envoyes["code_challenge_method"] == ["S256"]
    assert comptoir.connecter("proconnect", personne="claire-lebreton", PKCE="1").sujet


def test_state_et_nonce_sont_neufs_et_longs(comptoir):
    fournisseur = comptoir.reglages("franceconnect")
    valeurs = [parametres(comptoir.partir(fournisseur, {}))[nom][0] for nom in ("state", "nonce") for _ in range(2)]

    assert len(set(valeurs)) == 4
    assert {len(valeur) for valeur in valeurs} == {64}


@pytest.mark.parametrize("nom", ["franceconnect", "proconnect", "notaires"])
def test_le_fournisseur_strict_admet_notre_demande(comptoir, nom):
    reponse = requests.get(comptoir.partir(comptoir.reglages(nom), {}), timeout=300)

    assert reponse.status_code == 200
    assert "Qui voulez-vous être" in reponse.text


def test_des_adresses_reglees_a_la_main_dispensent_de_decouverte(comptoir):
    racine = f"{comptoir.etat.adresse}/notaires"
    comptoir.fautes["decouverte"] = "erreur_500"

    retour = comptoir.connecter(
        "notaires",
        personne="paul-rolland",
        AUTORISATION_URL=f"{racine}/authorize",
        JETON_URL=f"{racine}/token",
        USERINFO_URL=f"{racine}/userinfo",
        CLES_URL=f"{racine}/jwks",
    )

    assert retour.claims["crpcen"] == "44012"


def test_des_adresses_incompletes_sont_une_faute_de_reglage():
    fournisseur = ReglagesFournisseur(
        nom="notaires",
        emetteur="",
        client_id="portail",
        client_secret="secret",
        autorisation_url="https://office.example/auth",
    )

    with pytest.raises(EchecConnexion) as echec:
        adresse_autorisation(fournisseur, retour_url=f"{PORTAIL}/connexion/notaires/retour")

    assert echec.value.raison is Raison.CONFIGURATION


def test_un_emetteur_chiffre_n_annonce_que_des_adresses_chiffrees():
    document = {"token_endpoint": "http://ailleurs.example/token"}

    with pytest.raises(EchecConnexion) as echec:
        decouverte._adresse(document, "token_endpoint", "https")

    assert echec.value.raison is Raison.CONFIGURATION


def test_la_deconnexion_porte_jeton_state_et_retour(comptoir):
    fournisseur = comptoir.reglages("franceconnect")
    url, state = adresse_fin_session(
        fournisseur, jeton_identite="a.b.c", retour_url=f"{PORTAIL}/deconnexion/franceconnect/retour"
    )

    assert parametres(url) == {
        "id_token_hint": ["a.b.c"],
        "state": [state],
        "post_logout_redirect_uri": [f"{PORTAIL}/deconnexion/franceconnect/retour"],
    }
    assert len(state) == 64


def test_une_session_garde_cinq_tentatives_au_plus():
    memoire = {}
    for numero in range(7):
        Tentatives(memoire).ajouter(tentative(numero))

    retrouvees = [Tentatives(memoire).prendre(f"{numero:064x}") for numero in range(7)]

    assert [trouvee is not None for trouvee in retrouvees] == [False, False, True, True, True, True, True]


def test_plusieurs_onglets_se_connectent_chacun_vers_sa_page():
    memoire = {}
    for numero in (1, 2):
        Tentatives(memoire).ajouter(tentative(numero))

    assert Tentatives(memoire).prendre(f"{2:064x}").destination == "/page/2"
    assert Tentatives(memoire).prendre(f"{1:064x}").destination == "/page/1"
    assert Tentatives(memoire).prendre(f"{1:064x}") is None


def test_une_tentative_de_trente_et_une_minutes_est_perimee_et_cede_sa_place():
    memoire = {}
    Tentatives(memoire).ajouter(tentative(1, age=31 * 60))
    assert tentative(1, age=31 * 60).perimee
    assert not tentative(1, age=29 * 60).perimee

    Tentatives(memoire).ajouter(tentative(2))

    assert Tentatives(memoire).prendre(f"{1:064x}") is None


def test_oublier_retire_toutes_les_tentatives():
    memoire = {"autre": 1}
    Tentatives(memoire).ajouter(tentative(1))

    Tentatives(memoire).oublier()

    assert memoire == {"autre": 1}


def test_la_session_voit_chaque_changement():
    """Une liste modifiée sur place échapperait à la session : seule une affectation s’écrit."""
    memoire = {}
    Tentatives(memoire).ajouter(tentative(1))
    avant = memoire[tentatives._CLE]

    Tentatives(memoire).ajouter(tentative(2))

    assert memoire[tentatives._CLE] is not avant
    assert len(avant) == 1


@pytest.mark.parametrize(
    "url",
    [
        "/",
        "/mon-espace/",
        "/demarches/aide-permis/commencer?etape=2&q=a%20b#haut",
        "/mon-espace/dossiers/4TQ8HN2V/é",
        "/a//b",
        "/connexion?suite=//evil.example",
    ],
)
def test_une_page_du_portail_est_une_destination(url):
    assert adresse_locale(url, defaut="/mon-espace/") == url


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "mon-espace",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/\r\nSet-Cookie: a=b",
        "/page\x00",
        "\t//evil.example",
        " //evil.example",
        "/ /evil.example",
        "https://evil.example",
        "http:/evil.example",
        "javascript:alert(1)",
        "data:text/html,a",
        "@evil.example",
        ".//evil.example",
        "/\u2028/evil.example",
        "/" + "a" * 2000,
    ],
)
def test_tout_le_reste_mene_a_la_destination_par_defaut(url):
    assert adresse_locale(url, defaut="/mon-espace/") == "/mon-espace/"
