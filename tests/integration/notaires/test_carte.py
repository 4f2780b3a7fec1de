"""La carte d’un terrain et la même chose en mots : rien n’y repose sur la couleur, rien ne vient d’ailleurs."""

import re
import xml.etree.ElementTree as ET
from datetime import date

import pytest

from portail.notaires.zones.appartenance import Sorte
from portail.notaires.zones.carte import carte
from portail.notaires.zones.constats import observer
from portail.notaires.zones.models import Competent
from portail.notaires.zones.mots import a_faire, description, donnees_lues, phrases, statut_dit
from portail.notaires.zones.parcelles import parcelle
from tests.integration.notaires.terrains import cadastrer, rectangle, zoner

JOUR = date(2026, 11, 21)
SVG = "{http://www.w3.org/2000/svg}"

pytestmark = pytest.mark.usefixtures("departement")


@pytest.fixture
def terrain():
    une, autre = parcelle("44047", "ZK", "12"), parcelle("44047", "ZK", "13")
    cadastrer([(une, rectangle(0, 0, 100, 80)), (autre, rectangle(100, 0, 180, 80))])
    zoner(Sorte.ENS, rectangle(-200, -200, 15, 300), competent=Competent.CONSERVATOIRE)
    zoner(Sorte.PEAN, rectangle(189.5, 0, 400, 80))
    return observer([une, autre, parcelle("44047", "ZK", "99")], JOUR)


def test_la_carte_se_dit_et_se_suffit(terrain):
    racine = ET.fromstring(carte(terrain, nom="plan"))  # noqa: S314 — notre dessin

    assert racine.get("role") == "img"
    titre, texte = racine.find(f"{SVG}title"), racine.find(f"{SVG}desc")
    assert racine.get("aria-labelledby") == f"{titre.get('id')} {texte.get('id')}" == "plan-titre plan-texte"
    assert texte.text == description(terrain.constats)
    ecrits = {un.text for un in racine.iter(f"{SVG}text")}
    assert {"ZK 12", "ZK 13", "ENS", "PEAN", "N", "100\u00a0m"} <= ecrits
    assert {un.get("id") for un in racine.iter(f"{SVG}pattern")} == {"plan-ens", "plan-pean"}
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|<image|<script|<style|style=", carte(terrain))


def test_les_parcelles_voisines_situent_le_terrain():
    une, voisine, loin = (parcelle("44047", "ZK", numero) for numero in ("12", "13", "14"))
    traces = rectangle(0, 0, 100, 80), rectangle(100, 0, 200, 80), rectangle(3000, 0, 3100, 80)
    cadastrer(zip((une, voisine, loin), traces, strict=True))

    assert [trace.equals(traces[1]) for trace in observer([une], JOUR).alentours] == [True]
    assert observer([une, loin], JOUR).alentours == []


def test_un_nom_de_zone_ne_devient_pas_du_balisage():
    une = parcelle("44047", "ZK", "12")
    cadastrer([(une, rectangle(0, 0, 100, 80))])
    zoner(Sorte.ENS, rectangle(-10, -10, 200, 200), nom="<script>alert(1)</script>")
    zoner(Sorte.PEAN, rectangle(-10, -10, 200, 200))

    assert "<script" not in carte(observer([une], JOUR))


def test_sans_parcelle_connue_pas_de_carte():
    assert carte(observer([parcelle("44047", "ZK", "99")], JOUR)) == ""


def test_les_mots_disent_ce_que_la_carte_montre(terrain):
    une, autre, absente = terrain.constats

    assert [statut_dit(un) for un in terrain.constats] == [
        "En partie en zone", "Hors zone", "Impossible à dire ici",
    ]  # fmt: skip
    assert phrases(une)[0].startswith(
        "1\u202f200\u00a0m² sur 8\u202f000\u00a0m² sont dans la zone «\u00a0Zone 1\u00a0»"
    )
    assert "délibération D-1 du 1er juin 2015" in phrases(une)[0]
    assert [re.search(r"à (\d+)\u00a0m, (.+?)\u00a0:", phrase).groups() for phrase in phrases(autre)] == [
        ("85", "à l’ouest"), ("9", "à l’est"),
    ]  # fmt: skip
    assert "daté du 1er janvier 2020" in phrases(absente)[0]


def test_ce_qu_il_faut_faire_suit_le_droit(terrain):
    une, autre, absente = terrain.constats

    assert "Conservatoire du littoral" in a_faire(une)[0]
    assert "déclaration d’intention d’aliéner" in a_faire(une)[1]
    assert "toute proche" in a_faire(autre)[0]
    assert "mairie" in a_faire(autre)[-1]
    assert "certificat" in a_faire(absente)[0]
    assert any("1er janvier 2020" in ligne for ligne in donnees_lues(terrain.constats))
