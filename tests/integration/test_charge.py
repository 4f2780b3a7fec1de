"""Le banc de charge tourne : en tout petit, il va au bout, ne laisse rien derrière lui et rend des mesures entières."""

import json
import os
import subprocess
import sys
from contextlib import suppress

import psutil

from portail.config import RACINE
from portail.instruction.queries import PAR_PAGE

NOMBRES = ("p50_ms", "p95_ms", "cpu_ms", "plancher_cpu_ms", "ratio_cpu", "octets", "rss_web_mo", "rss_ouvrier_mo")
PARCOURS = 2
DELAI_SECONDES = 1800
"""De quoi ne pas prendre une machine lente pour une panne : rien n’est jugé sur le temps."""
ECRITURES = 11
"""Ce qu’un dépôt écrit au moins : le brouillon, six pages, deux fichiers, une promesse, l’envoi."""


def survivants(marque):
    """Les processus qui ont hérité de ce dossier temporaire."""
    for processus in psutil.process_iter():
        with suppress(psutil.Error):
            if processus.environ().get("TMPDIR") == marque:
                yield processus


def test_le_banc_de_depot_va_au_bout(tmp_path):
    commande = [sys.executable, "-m", "tests.charge.depot", "--parcours", str(PARCOURS), "--json"]
    environ = {**os.environ, "TMPDIR": str(tmp_path)}

    essai = subprocess.run(
        commande, cwd=RACINE, env=environ, capture_output=True, text=True, timeout=DELAI_SECONDES, check=False
    )

    assert essai.returncode == 0, essai.stdout + essai.stderr
    *rapport, derniere = essai.stdout.splitlines()
    mesures = json.loads(derniere)
    assert (mesures["nom"], mesures["erreurs"], mesures["parcours"]) == ("depot", 0, PARCOURS)
    assert all(mesures[nom] > 0 for nom in NOMBRES)
    assert mesures["requetes_par_parcours"] == len(mesures["sql_par_page"]) == len(mesures["octets_par_page"])
    assert mesures["sql_par_parcours"] == sum(mesures["sql_par_page"].values()) >= ECRITURES
    assert mesures["octets"] == sum(mesures["octets_par_page"].values())
    assert any("Instructions SQL par parcours" in ligne for ligne in rapport)
    assert list(survivants(str(tmp_path))) == []
    assert list(tmp_path.iterdir()) == []


def test_le_banc_de_liste_va_au_bout(tmp_path):
    options = ["--paliers", "960,480", "--passages", "2", "--json"]
    commande = [sys.executable, "-m", "tests.charge.liste", *options]
    environ = {**os.environ, "TMPDIR": str(tmp_path)}

    essai = subprocess.run(
        commande, cwd=RACINE, env=environ, capture_output=True, text=True, timeout=DELAI_SECONDES, check=False
    )

    assert essai.returncode == 0, essai.stdout + essai.stderr
    *rapport, derniere = essai.stdout.splitlines()
    mesures = json.loads(derniere)
    assert (mesures["nom"], mesures["erreurs"], mesures["paliers"]) == ("liste", 0, [480, 960])
    assert all(mesures[nom] > 0 for nom in ("p50_ms", "p95_ms", "cpu_ms", "plancher_cpu_ms", "ratio_cpu", "sql_max"))
    for pages in mesures["par_palier"].values():
        assert pages["liste, tous"]["lignes"] == PAR_PAGE
        assert pages["recherche, numéro"]["lignes"] == 1
        assert all(page["sql"] > 0 for page in pages.values())
    assert mesures["croissance_p50_par_page"].keys() == mesures["par_palier"]["960"].keys()
    assert any("Croissance de 480 à 960 dossiers" in ligne for ligne in rapport)
    assert list(survivants(str(tmp_path))) == []
    assert list(tmp_path.iterdir()) == []


def test_le_banc_des_rendez_vous_va_au_bout(tmp_path):
    options = ["--passages", "2", "--petit", "--json"]
    commande = [sys.executable, "-m", "tests.charge.rendez_vous", *options]
    environ = {**os.environ, "TMPDIR": str(tmp_path)}

    essai = subprocess.run(
        commande, cwd=RACINE, env=environ, capture_output=True, text=True, timeout=DELAI_SECONDES, check=False
    )

    assert essai.returncode == 0, essai.stdout + essai.stderr
    *rapport, derniere = essai.stdout.splitlines()
    mesures = json.loads(derniere)
    assert (mesures["nom"], mesures["erreurs"], mesures["agents"]) == ("rendez-vous", 0, 20)
    assert all(mesures[nom] > 0 for nom in ("p50_ms", "p95_ms", "cpu_ms", "plancher_cpu_ms", "ratio_cpu"))
    assert mesures["rendez_vous"] > mesures["plages"] == 200
    assert all(une["sql"] >= 3 and une["p95_ms"] > 0 for une in mesures["recherches"].values())
    prise = mesures["reservation"]
    assert (prise["chevauchements"], len(prise["affluences"])) == (0, 4)
    for une in prise["affluences"].values():
        assert une["reussies"] + une["refusees"] == une["personnes"] == 8
        assert une["reussies"] > 0 < une["p95_ms"]["réserver"]
    assert any("Chercher un créneau" in ligne for ligne in rapport)
    assert list(survivants(str(tmp_path))) == []
    assert list(tmp_path.iterdir()) == []


def test_le_banc_de_l_ouverture_va_au_bout(tmp_path):
    commande = [sys.executable, "-m", "tests.charge.ouverture", "--inscriptions", "40", "--json"]
    environ = {**os.environ, "TMPDIR": str(tmp_path)}

    essai = subprocess.run(
        commande, cwd=RACINE, env=environ, capture_output=True, text=True, timeout=DELAI_SECONDES, check=False
    )

    assert essai.returncode == 0, essai.stdout + essai.stderr
    *rapport, derniere = essai.stdout.splitlines()
    mesures = json.loads(derniere)
    assert (mesures["nom"], mesures["erreurs"], mesures["familles"]) == ("ouverture", 0, 32)
    assert (mesures["survente"], mesures["derives"], mesures["sans_place"]) == (0, 0, 0)
    assert mesures["payees"] == mesures["inscriptions"] == 40
    temps = ("ecoulement_s", "p50_ms", "p95_ms", "cpu_ms", "plancher_cpu_ms", "ratio_cpu", "debit_par_minute")
    assert all(mesures[nom] > 0 for nom in temps)
    assert mesures["etapes"]["passer la salle"]["nombre"] == 21
    assert mesures["pages"]["familles"] == mesures["pages"]["par_page"]["POST le récapitulatif"]["nombre"] == 2
    assert mesures["pages"]["cpu_ms"] > 0 < mesures["salle"]["recharger_cpu_ms"]
    assert {"mettre au panier", "engager", "ouvrir le paiement", "encaisser au guichet"} <= mesures["etapes"].keys()
    assert any("Vendues de trop" in ligne for ligne in rapport)
    assert list(survivants(str(tmp_path))) == []
    assert list(tmp_path.iterdir()) == []


def test_une_option_inconnue_se_dit_en_francais():
    commande = [sys.executable, "-m", "tests.charge.depot", "--vite"]

    essai = subprocess.run(commande, cwd=RACINE, capture_output=True, text=True, timeout=DELAI_SECONDES, check=False)

    assert essai.returncode == 2
    assert "Usage : python3 -m portail charge depot [--rapide] [--json]" in essai.stderr


def test_le_banc_des_successions_va_au_bout(tmp_path):
    commande = [sys.executable, "-m", "tests.charge.successions", "--personnes", "2000", "--json"]
    environ = {**os.environ, "TMPDIR": str(tmp_path)}

    essai = subprocess.run(
        commande, cwd=RACINE, env=environ, capture_output=True, text=True, timeout=DELAI_SECONDES, check=False
    )

    assert essai.returncode == 0, essai.stdout + essai.stderr
    *rapport, derniere = essai.stdout.splitlines()
    mesures = json.loads(derniere)
    assert (mesures["nom"], mesures["erreurs"], mesures["personnes"]) == ("successions", 0, 2000)
    assert all(mesures[nom] > 0 for nom in ("p50_ms", "p95_ms", "cpu_ms", "plancher_cpu_ms", "ratio_cpu"))
    assert mesures["rappel"] == 1
    assert mesures["precision_forte"] > 0.9
    assert [une["lignes"] > 0 < une["memoire_mo"] for une in mesures["imports"]] == [True, True]
    assert any("plancher" in ligne for ligne in rapport)
    assert list(survivants(str(tmp_path))) == []
    assert list(tmp_path.iterdir()) == []
