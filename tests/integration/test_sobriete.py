"""Les budgets de poids d’une page d’usager (RGESN) : HTML, feuilles de style, requêtes, hôtes."""

import re

import pytest

from portail.guichets.statiques import DOSSIER, statique
from portail.parametres.actions import importer
from portail.territoire.actions import importer_services

KO = 1024
PAGE_MAX, FEUILLES_MAX, HTML_MAX = 25 * KO, 8 * KO, 8 * KO
REQUETES_MAX = 4
PAGES = ("/", "/demarches/", "/demarches/aide-permis", "/accessibilite", "/accessibilite/signaler", "/aide")
COMPRESSE = {"Accept-Encoding": "gzip"}


def poids(client, adresse: str) -> int:
    reponse = client.get(adresse, headers=COMPRESSE)
    assert reponse.status_code == 200
    return len(reponse.data)


@pytest.fixture
def navigateur(application, base):
    """Un client qui reçoit les pages comprimées, sans les relire."""
    importer()
    importer_services()
    application.test_client_class, precedente = None, application.test_client_class
    yield application.test_client()
    application.test_client_class = precedente


@pytest.mark.parametrize("adresse", PAGES)
def test_une_page_d_usager_tient_dans_son_budget(navigateur, adresse):
    source = navigateur.get(adresse).get_data(as_text=True)
    ressources = re.findall(r'<(?:link|script|img)[^>]+(?:href|src)="([^"]+)"', source)

    assert len(ressources) < REQUETES_MAX
    assert all(ressource.startswith("/static/") for ressource in ressources)
    assert not re.search(r"<script| style=", source)
    html = poids(navigateur, adresse)
    feuilles = sum(poids(navigateur, r) for r in ressources if r.endswith(".css"))
    assert feuilles <= FEUILLES_MAX
    assert html <= HTML_MAX
    assert html + sum(poids(navigateur, ressource) for ressource in ressources) <= PAGE_MAX


@pytest.mark.parametrize("nom", sorted(chemin.name for chemin in DOSSIER.iterdir()))
def test_un_fichier_statique_se_garde_toujours(navigateur, nom):
    reponse = navigateur.get(statique(nom), headers={"Accept-Encoding": "br"})

    assert reponse.headers["Content-Encoding"] == "br"
    assert reponse.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert navigateur.get(statique(nom)).data == (DOSSIER / nom).read_bytes()


def test_une_ancienne_empreinte_n_existe_plus(navigateur):
    assert navigateur.get("/static/000000000000/socle.css").status_code == 404


def test_aucune_police_ni_image_n_est_chargee_par_les_feuilles():
    for feuille in DOSSIER.glob("*.css"):
        assert "url(" not in feuille.read_text()
        assert "@import" not in feuille.read_text()
