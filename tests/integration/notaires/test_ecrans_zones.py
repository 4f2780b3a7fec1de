"""Les zonages au bureau : versions et cartes, envoyer un fichier, lire son bilan et ses rejets."""

import io
from datetime import date

import pytest
from sqlalchemy import select

from portail.identite.models import Role
from portail.notaires.zones.appartenance import Sorte
from portail.notaires.zones.imports.actions import importer_le_fichier
from portail.notaires.zones.models import EtatImportGeographique, ImportGeographique, VersionDeZonage
from portail.socle.base import session
from tests.entree import agent_ouvert, entrer
from tests.integration.notaires.offices import responsable
from tests.integration.notaires.terrains import rectangle, zoner
from tests.integration.notaires.test_imports_zones import collection, parcelle, zone
from tests.integration.test_requetes_sql import compter

pytestmark = pytest.mark.usefixtures("departement", "sans_jeton")
ENVOI = {"couche": "ens", "date_donnee": "2026-10-01", "date_effet": "2026-11-01", "source": "Direction de la nature"}


@pytest.fixture
def bureau(client):
    entrer(client, responsable())
    return client


def envoyer(bureau, contenu, **champs):
    fichier = (io.BytesIO(contenu), "zonage.geojson")
    return bureau.post("/agents/zones/importer", data={**ENVOI, **champs, "fichier": fichier})


def test_un_zonage_envoye_s_importe_et_son_bilan_se_lit(bureau):
    adresse = envoyer(bureau, collection(zone("a"), zone("b"))).location
    attente = bureau.get(adresse)

    importer_le_fichier(str(session.scalars(select(ImportGeographique.id)).one()))

    assert "Reçu" in attente.text
    assert attente.headers["Refresh"] == "4"
    bilan = bureau.get(adresse)
    assert "Fini" in bilan.text
    assert "Refresh" not in bilan.headers
    version = session.scalars(select(VersionDeZonage)).one()
    assert (version.source, version.date_effet, version.agent_id is None) == (
        "Direction de la nature", date(2026, 11, 1), False,
    )  # fmt: skip
    assert session.scalars(select(ImportGeographique.cle)).one() is None


def test_les_rejets_se_lisent_et_se_telechargent(bureau):
    adresse = envoyer(bureau, collection(parcelle(1), parcelle(2, section="ZKA")), couche="cadastre").location
    importer_le_fichier(str(session.scalars(select(ImportGeographique.id)).one()))
    bilan = adresse.partition("?")[0]

    assert "L’identifiant de la parcelle ne va pas" in bureau.get(bilan).text
    assert "44047000ZK0002" in bureau.get(f"{bilan}/rejets.csv").text


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"date_effet": ""}, "date d’effet de ce zonage"),
        ({"source": " "}, "qui a établi ce zonage"),
        ({"couche": ""}, "hoisissez ce que contient le fichier"),
        ({"date_donnee": "hier"}, "crivez une date"),
    ],
)
def test_une_mauvaise_saisie_se_corrige(bureau, champs, message):
    reponse = envoyer(bureau, collection(zone()), **champs)

    assert (reponse.status_code, message in reponse.text) == (422, True)
    assert session.scalars(select(ImportGeographique)).all() == []


def test_sans_fichier_rien_ne_part(bureau):
    reponse = bureau.post("/agents/zones/importer", data=ENVOI)

    assert (reponse.status_code, "hoisissez le fichier" in reponse.text) == (422, True)


def test_les_versions_et_leur_carte(bureau):
    zoner(Sorte.ENS, rectangle(0, 0, 100, 100))
    zoner(Sorte.ENS, rectangle(0, 0, 100, 100), effet=date(2024, 1, 1))
    derniere = session.scalars(select(VersionDeZonage.id).order_by(VersionDeZonage.date_effet.desc())).first()

    page = bureau.get("/agents/zones/").text
    assert page.count("En vigueur") == page.count("Remplacée") == 1
    version = bureau.get(f"/agents/zones/versions/{derniere}").text
    assert "<svg" in version
    assert "D-1 du 1er juin 2015" in version
    assert len(compter(lambda: bureau.get("/agents/zones/"))) <= 12


def test_qui_instruit_sans_importer_lit_seulement(client):
    entrer(client, agent_ouvert((Role.INSTRUCTEUR, "espaces_naturels")))

    assert client.get("/agents/zones/").status_code == 200
    assert "Importer un fichier" not in client.get("/agents/zones/").text
    assert client.get("/agents/zones/importer").status_code == 403


def test_un_import_refait_par_la_file_ne_change_rien(bureau):
    envoyer(bureau, collection(zone()))
    import_id = str(session.scalars(select(ImportGeographique.id)).one())

    importer_le_fichier(import_id)
    importer_le_fichier(import_id)

    assert session.scalars(select(ImportGeographique.etat)).one() is EtatImportGeographique.FINI
