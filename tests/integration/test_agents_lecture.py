"""Ce que le dossier montre à l’agent : qui l’a déposé, des pièces à lire d’un trait, rien à redemander d’inutile."""

import pytest

from portail.dossiers.models import Dossier
from portail.identite.models import Agent, Usager
from tests import fabriques, fichiers
from tests.client import ClientExigeant
from tests.integration import envois
from tests.integration.lignes import entrees_de
from tests.integration.navigation import adresse_agent, mots
from tests.unitaires.situations_permis import espaces_simples

pytestmark = pytest.mark.usefixtures("claire_entree")


def test_plusieurs_photos_se_lisent_en_un_pdf_et_la_lecture_est_tracee(client: ClientExigeant, dossier: Dossier):
    for contenu in (fichiers.jpeg(), fichiers.heic()):
        envois.joindre(dossier.id, contenu)
    for recu in envois.piece(dossier.id).fichiers:
        envois.preparer(recu)
    adresse_reunie = adresse_agent(dossier, "/pieces/rib.pdf")

    assert f'href="{adresse_reunie}"' in client.get(adresse_agent(dossier)).text
    reponse = client.get(adresse_reunie)

    assert (reponse.status_code, reponse.mimetype) == (200, "application/pdf")
    assert envois.pages(reponse.data) == len(envois.piece(dossier.id).fichiers)
    assert reponse.headers["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert entrees_de(dossier)[-1].details == {"piece": "rib"}


def test_un_parent_qui_depose_est_nomme_a_l_agent(client: ClientExigeant, yanis: Usager, claire: Agent):
    sophie = fabriques.usager(("Sophie",), "Moreau")
    depose = fabriques.depose(sophie, qualite_deposant="parent")
    page = espaces_simples(mots(client.get(adresse_agent(depose))))

    assert "Déposé par" in page
    assert f"{sophie.nom_affiche}, « Pour mon enfant »" in page
    assert "Déposé par" not in mots(client.get(adresse_agent(fabriques.depose(yanis, categorie="AM"))))


def test_on_ne_redemande_pas_ce_que_le_portail_calcule(client: ClientExigeant, dossier: Dossier):
    page = client.get(adresse_agent(dossier, "/complement")).text

    assert 'value="rfr"' in page
    assert 'value="quotient"' not in page
