"""Ce que les gens envoient de travers, et ce que d’autres envoient exprès : jamais une panne, toujours une phrase."""

from typing import Any
from urllib.parse import urlencode

import pytest
from werkzeug.test import TestResponse

from portail.demarche.parcours import parcours_de
from portail.dossiers.actions import brouillon
from portail.dossiers.courriers import composer_recapitulatif
from portail.dossiers.models import Dossier
from portail.identite.models import Usager
from portail.socle import horloge
from tests import fabriques, pdf
from tests.client import ClientExigeant
from tests.entree import entrer
from tests.integration.lignes import relu
from tests.integration.navigation import adresse_usager, envoyer, erreurs, mots, titre, valeurs
from tests.unitaires.situations_permis import PERMIS

HOSTILES = {
    "vide": "",
    "blancs": " \t\n\u00a0\u2003 ",
    "très long": "x" * 20_000,
    "zéro": "a\x00b",
    "commandes": "\x01\x07\x1b[31m\x7f",
    "droite à gauche": "\u202ethgir ot tfel\u202c",
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈𝕏",
    "arabe et hébreu": "سلام שלום",
    "combinants": "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘",
    "balises": "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "gabarit": "{{7*7}}${7*7}#{7*7}%(nom)s{nom}",
    "requête": "'; DROP TABLE dossier; --",
    "négatif": "-1",
    "énorme": "9" * 400,
    "exposant": "1e309",
    "pas un nombre": "NaN",
    "chiffres arabes": "٢٠٠٤",
    "exposants": "²³",
    "chemin": "../../etc/passwd",
    "isolé": "\ud800",
}

pytestmark = pytest.mark.usefixtures("yanis_entre")


@pytest.fixture
def dossier(yanis: Usager) -> Dossier:
    return brouillon.commencer(PERMIS, usager=yanis, qualite="lui_meme", langue="fr")


def poster(client: ClientExigeant, page: str, donnees: dict[str, str]) -> TestResponse:
    """Envoie le formulaire octet pour octet, même ce qui n’est pas de l’UTF-8."""
    corps = urlencode(donnees, encoding="utf-8", errors="surrogatepass")
    reponse = client.post(page, data=corps, content_type="application/x-www-form-urlencoded")
    assert "reprise=" not in str(reponse.headers), "le jeton n’est pas passé"
    return reponse


# ---------- Textes ----------


@pytest.mark.parametrize("nom", HOSTILES)
def test_chaque_page_survit_a_chaque_texte(client: ClientExigeant, yanis: Usager, nom: str):
    dossier = fabriques.brouillon(yanis, pieces=False, qualite_deposant="parent", autre_aide="oui", aides=[])
    codes = {}
    for page in parcours_de(PERMIS, relu(dossier).reponses, horloge.aujourd_hui()):
        ou = adresse_usager(dossier, f"/saisie/{page.page.identifiant}")
        montree = valeurs(client.get(ou))
        hostiles = dict.fromkeys(set(montree) - {"csrf_token", "revision"}, HOSTILES[nom])
        codes[page.page.identifiant] = poster(client, ou, montree | hostiles).status_code

    assert len(codes) >= 7
    assert set(codes.values()) <= {303, 422}, codes
    # Ce qui a été gardé se relit.
    assert client.get(adresse_usager(dossier, "/recapitulatif")).status_code == 200


def test_un_texte_accepte_se_montre_tel_quel_partout_sans_agir(client: ClientExigeant, yanis: Usager):
    ecrit = "سلام 👩‍👩‍👧‍👦 <b>{{7*7}}</b> & \u202eCie"
    dossier = fabriques.depose(yanis, ecole_conduite_nom=ecrit, titulaire_compte=ecrit)
    claire = fabriques.agent()
    recapitulatif = composer_recapitulatif(relu(dossier), PERMIS, langue="fr")
    pour_la_personne = client.get(adresse_usager(dossier)).status_code
    entrer(client, claire)
    page = client.get(f"/agents/dossiers/{dossier.numero}")

    assert pour_la_personne == 200
    assert "<b>{{7*7}}</b> & " in mots(page)
    assert "<b>{{7*7}}" not in page.text
    assert "{{7*7}}" in pdf.texte(recapitulatif)


@pytest.mark.parametrize(
    "envoi",
    [
        {"categorie": ["AM", "B"]},
        {"categorie": "C"},
        {"autre_aide": "peut-être"},
        {"cout_total": ["1000", "2000"]},
        {"date_inscription-jour": "31", "date_inscription-mois": "2"},
        {"date_inscription-annee": "0"},
        {"date_inscription-annee": "99999"},
        {"ecole_conduite_commune": "Trifouillis-les-Oies"},
    ],
)
def test_une_reponse_du_mauvais_type_ne_s_enregistre_pas(client: ClientExigeant, yanis: Usager, envoi: dict[str, Any]):
    dossier = fabriques.brouillon(yanis, pieces=False)
    page = adresse_usager(dossier, "/saisie/permis")
    montree = valeurs(client.get(page))

    reponse = client.post(page, data=montree | envoi)

    if reponse.status_code == 422:
        assert erreurs(reponse)
    else:
        # Deux valeurs pour un seul champ, ou une commune d’ailleurs : la page choisit, sans mélanger.
        assert reponse.status_code == 303
    lues = relu(dossier).reponses
    assert lues["categorie"] in {"AM", "B"}
    assert (lues["autre_aide"], lues["date_inscription"]) == ("non", "2026-10-05")
    assert lues["cout_total"] in {"1640.00", "1000.00"}


@pytest.mark.parametrize(
    ("texte", "code"),
    [
        ("", 422),
        ("  \n ", 422),
        ("x" * 5001, 422),
        ("é" * 5000, 303),
        (HOSTILES["balises"], 303),
        (HOSTILES["zéro"], 303),
    ],
)
def test_un_message_de_travers(client: ClientExigeant, yanis: Usager, texte: str, code: int):
    dossier = fabriques.depose(yanis)

    page = envoyer(client, adresse_usager(dossier, "/messages"), {"texte": texte}, depuis=adresse_usager(dossier))

    assert page.status_code == code
    assert client.get(adresse_usager(dossier)).status_code == 200


# ---------- Adresses ----------


@pytest.mark.parametrize(
    "numero",
    [
        "AAAAAAAA",
        "7K4M2P9X0",
        "7K4M",
        "0",
        "-1",
        "null",
        "%00",
        "%F0%9F%98%80",
        "../../etc",
        "7K4M2P9%27",
        "é" * 8,
        "1" * 500,
    ],
)
def test_un_numero_faux_n_existe_pas(client: ClientExigeant, yanis: Usager, numero: str):
    for debut in ("/mon-espace/dossiers/", "/agents/dossiers/"):
        page = client.get(f"{debut}{numero}")
        assert (page.status_code, titre(page)) == (404, "Cette page n’existe pas")


def test_un_numero_dicte_ouvre_le_dossier(client: ClientExigeant, dossier: Dossier):
    dicte = f"{dossier.numero[:4].lower()}-{dossier.numero[4:].lower()}"

    assert client.get(f"/mon-espace/dossiers/{dicte}/saisie/identite").status_code == 200


@pytest.mark.parametrize("suite", ["/saisie/inconnue", "/saisie/verification", "/documents/pas-un-uuid", "/pieces/0"])
def test_une_partie_inconnue_du_dossier_n_existe_pas(client: ClientExigeant, dossier: Dossier, suite: str):
    assert client.get(adresse_usager(dossier, suite)).status_code == 404
