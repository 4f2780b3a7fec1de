"""Le lanceur ne suppose rien d’installé, et dit en une phrase ce qui l’arrête."""

import ast
import re
import subprocess
import sys

import pytest

from portail.config import RACINE
from portail.demonstration.installation import VERROUS, expliquer

LANCEUR = RACINE / "portail/__main__.py"
INSTALLATION = RACINE / "portail/demonstration/installation.py"


def _portail(*arguments):
    return subprocess.run([sys.executable, "-m", "portail", *arguments], cwd=RACINE, capture_output=True, text=True)


@pytest.mark.parametrize("fichier", [LANCEUR, INSTALLATION], ids=lambda fichier: fichier.name)
def test_le_lanceur_n_importe_que_la_bibliotheque_standard(fichier):
    arbre = ast.walk(ast.parse(fichier.read_text()))
    importes = {
        nom
        for noeud in arbre
        if isinstance(noeud, ast.Import | ast.ImportFrom)
        for nom in ([noeud.module] if isinstance(noeud, ast.ImportFrom) else [alias.name for alias in noeud.names])
    }
    assert {nom for nom in importes if nom.split(".")[0] not in sys.stdlib_module_names} <= {
        "portail.demonstration.installation"
    }


def test_un_python_trop_vieux_lit_assez_du_lanceur_pour_le_dire():
    ast.parse(LANCEUR.read_text(), feature_version=(3, 7))
    texte = LANCEUR.read_text()
    assert texte.index("Python 3.11 ou plus récent") < texte.index("from portail")


def test_le_verrou_des_tests_contient_celui_de_la_demonstration():
    epingles = {
        famille: set(re.findall(r"^[^\s#]+==[^\s\\]+", (RACINE / noms[0]).read_text(), re.MULTILINE))
        for famille, noms in VERROUS.items()
    }
    assert epingles["demo"]
    assert epingles["demo"] <= epingles["test"]


@pytest.mark.parametrize("verrou", ["requirements-demo.txt", "requirements-test.txt", "requirements-uv.txt"])
def test_un_verrou_n_a_que_des_empreintes_et_aucune_adresse(verrou):
    texte = (RACINE / verrou).read_text()
    assert "://" not in texte
    assert all("--hash=sha256:" in paquet for paquet in re.split(r"\n(?=\S)", texte.strip()))


@pytest.mark.parametrize(
    ("sortie", "debut"),
    [
        ("error: failed to write: No space left on device (os error 28)", "Le disque est plein"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES… do not match the hashes from the requirements", "Un paquet reçu"),
        ("error: Hash mismatch for `flask==3.1.2`", "Un paquet reçu"),
        ("NewConnectionError: Temporary failure in name resolution", "Le dépôt de paquets ne répond pas"),
        ("cause: dns error\n  cause: failed to lookup address", "Le dépôt de paquets ne répond pas"),
        ("ERROR: No matching distribution found for granian==2.8.7", "Un paquet n’est pas publié"),
        ("une panne jamais vue", "L’installation des dépendances a échoué"),
    ],
)
def test_un_echec_d_installation_est_explique(sortie, debut):
    phrase = expliquer(sortie)
    assert phrase.startswith(debut)
    assert "\n" not in phrase


def test_sans_commande_le_lanceur_dit_son_usage():
    for arguments in ((), ("--help",), ("demo", "--help")):
        essai = _portail(*arguments)
        assert (essai.returncode, essai.stderr) == (0, "")
        assert "python3 -m portail" in essai.stdout


@pytest.mark.parametrize(
    ("arguments", "debut"),
    [(("lancer",), "La commande « lancer » n’existe pas."), (("charge", "inconnu"), "Dites quel banc lancer")],
)
def test_une_commande_inconnue_est_refusee(arguments, debut):
    essai = _portail(*arguments)
    assert essai.returncode == 1
    assert essai.stderr.startswith(debut)
