"""« Mon terrain est-il en zone ? » : la page publique et les données ouvertes."""

import html
import re

import pytest
from shapely.geometry import shape
from sqlalchemy import select

from portail.notaires.zones.appartenance import Sorte
from portail.notaires.zones.geometrie import surface
from portail.notaires.zones.models import AdresseLocale
from portail.notaires.zones.parcelles import parcelle
from portail.socle.base import session
from tests.integration.notaires.terrains import adresser, cadastrer, rectangle, zoner
from tests.integration.test_requetes_sql import compter

ADRESSE = "/espaces-naturels/"

pytestmark = pytest.mark.usefixtures("departement")


@pytest.fixture
def zones():
    """Couëron : ZK 12 hors zone, ZK 14 à cheval ; Sucé : AB 145 en ENS ; Guérande : BN 7 en PEAN ; Belligné dehors."""
    cadastrer([
        (parcelle("44047", "ZK", "12"), rectangle(0, 0, 100, 80)),
        (parcelle("44047", "ZK", "14"), rectangle(0, 3000, 100, 3080)),
        (parcelle("44201", "AB", "145"), rectangle(0, 5000, 100, 5080)),
        (parcelle("44069", "BN", "7"), rectangle(0, 7000, 100, 7080)),
        (parcelle("44213", "C", "87", prefixe="011"), rectangle(0, 9000, 100, 9080)),
    ])  # fmt: skip
    zoner(Sorte.ENS, rectangle(-50, 4900, 200, 5200), rectangle(85, 2900, 200, 3200))
    zoner(Sorte.PEAN, rectangle(-50, 6900, 200, 7200))


def chercher(client, commune="Couëron", parcelles="", adresse="", code=200):
    reponse = client.post(ADRESSE, data={"commune": commune, "parcelles": parcelles, "adresse": adresse})
    assert reponse.status_code == code
    return html.unescape(reponse.text).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("commune", "parcelles", "attendus"),
    [
        ("Couëron", "ZK 12", ["ZK 12 : hors zone", "rien à déclarer au Département", "demandez à la mairie"]),
        ("Couëron", "ZK 14", ["en partie en zone", "1 200 m² sur 8 000 m²", "déclaration d’intention d’aliéner"]),
        ("Sucé-sur-Erdre", "AB 145", ["en zone d’espace naturel sensible", "délibération D-1 du 1er juin 2015"]),
        ("Guérande", "BN 7", ["en périmètre agricole et naturel", "prévient la SAFER", "elle serait refusée"]),
        ("Belligné", "C 87", ["Loireauxence, 011 C 87 : hors zone"]),
        ("Loireauxence", "011 C 87", ["Loireauxence, 011 C 87 : hors zone"]),
        ("Couëron", "ZK 99", ["impossible à dire ici", "n’est pas au cadastre", "demander un certificat"]),
        ("Blain", "ZK 12", ["Le cadastre de cette commune n’est pas encore connu ici."]),
    ],
)
def test_la_reponse_dit_le_statut_et_quoi_faire(client, zones, commune, parcelles, attendus):
    page = chercher(client, commune, parcelles)

    for attendu in [*attendus, "Ce n’est pas un certificat"]:
        assert attendu in page
    assert ("<svg xmlns" in page) is ("impossible" not in page)


def test_la_date_de_la_donnee_est_dite(client, zones):
    assert "donnée du 1er janvier 2020, en vigueur depuis le 1er janvier 2020" in chercher(client, parcelles="ZK 12")


def test_plusieurs_parcelles_et_leurs_conduites(client, zones):
    page = chercher(client, parcelles="ZK 12\nZK 14")

    assert {"Pour ZK 12", "Pour ZK 14"} <= set(re.findall(r"<h3>(.*?)</h3>", page))


@pytest.mark.parametrize(
    ("saisie", "message"),
    [
        ({"parcelles": ""}, "Écrivez la section et le numéro"),
        ({"parcelles": "ZK 12\nn’importe quoi"}, "Ligne 2 : Écrivez la section et le numéro"),
        ({"parcelles": "\n".join(f"ZK {n}" for n in range(1, 60))}, "Cinquante parcelles au plus"),
        ({"commune": "Rennes", "parcelles": "ZK 12"}, "Commune"),
        ({"adresse": "rue de nulle part"}, "Cette adresse n’est pas connue ici"),
        ({"adresse": "12 rue de la Salle"}, "Plusieurs adresses s’écrivent ainsi. Précisez : 12 Rue de la Salle, 12"),
        ({"adresse": "14 rue de la Salle"}, "Aucune parcelle connue ne contient cette adresse"),
    ],
)
def test_une_mauvaise_saisie_dit_comment_la_corriger(client, zones, saisie, message):
    adresser()

    page = chercher(client, **saisie, code=422)

    assert message.lower() in page.lower()


def test_une_adresse_mene_a_sa_parcelle(client, zones):
    adresser()

    assert "Couëron, ZK 12 : hors zone" in chercher(client, adresse="12 impasse de la salle")


def test_le_debit_est_borne(client, zones, limites):
    codes = [client.post(ADRESSE, data={"commune": "Couëron", "parcelles": "ZK 12"}).status_code for _fois in range(61)]

    assert (set(codes[:60]), codes[60]) == ({200}, 429)


def test_une_recherche_coute_peu(client, zones, limites):
    envoi = {"commune": "Couëron", "parcelles": "ZK 12\nZK 14\nZK 99"}

    assert len(compter(lambda: client.post(ADRESSE, data=envoi))) <= 12


def test_les_zonages_sont_ouverts(client, zones):
    reponse = client.get(f"{ADRESSE}ens.geojson")

    donnees = reponse.get_json()
    assert (reponse.content_type, donnees["type"]) == ("application/geo+json", "FeatureCollection")
    assert (donnees["licence"], donnees["date_donnee"]) == ("Licence Ouverte 2.0 (Etalab)", "2020-01-01")
    [premiere, _seconde] = donnees["features"]
    assert premiere["properties"]["deliberation_le"] == "2015-06-01"
    assert surface(premiere["geometry"]).area == pytest.approx(250 * 300, rel=0.001)
    assert shape(premiere["geometry"]).exterior.is_ccw
    assert -3 < shape(premiere["geometry"]).centroid.x < 0


def test_un_zonage_absent_n_a_pas_de_donnees(client):
    assert client.get(f"{ADRESSE}pean.geojson").status_code == 404
    assert client.get(f"{ADRESSE}autre.geojson").status_code == 404


def test_rien_n_est_garde(client, zones):
    adresser()
    chercher(client, adresse="12 impasse de la salle")

    assert session.scalars(select(AdresseLocale.id)).all()
    assert "Set-Cookie" not in client.post(ADRESSE, data={"commune": "Couëron", "parcelles": "ZK 12"}).headers
