"""Des fichiers qu’on lit d’un trait, des noms du métier, des contrats d’import tenus."""

import subprocess
import sys

import pytest

from portail.config import RACINE
from portail.demonstration.vocabulaire import mots_du_nom, noms_refuses
from tests.architecture.depot import fichiers, relatif

PLAFOND_LIGNES = 300
SANS_PLAFOND = ("forms/", "migrations/")


def test_aucun_fichier_ne_depasse_trois_cents_lignes():
    longs = {
        relatif(chemin): nombre
        for chemin in fichiers(".py", ".html", ".css")
        if not relatif(chemin).startswith(SANS_PLAFOND)
        and (nombre := len(chemin.read_text(encoding="utf-8").splitlines())) > PLAFOND_LIGNES
    }

    assert not longs


def test_les_init_sont_vides():
    assert [
        relatif(chemin) for chemin in fichiers(".py") if chemin.name == "__init__.py" and chemin.stat().st_size
    ] == []


def test_aucun_nom_n_emploie_un_mot_refuse_par_le_glossaire():
    assert [str(refus) for refus in noms_refuses()] == []


@pytest.mark.parametrize(
    ("nom", "mots"),
    [
        ("dossier_du_service", {"dossier", "du", "service"}),
        ("SessionOuverte", {"session", "ouverte"}),
        ("userID", {"user", "id"}),
        ("HTTPStatus", {"http", "status"}),
        ("_email2", {"email", "2"}),
    ],
)
def test_un_nom_se_decoupe_en_mots(nom: str, mots: set[str]):
    assert mots_du_nom(nom) == mots


def test_les_contrats_d_import_sont_tenus():
    essai = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as v; v()"],
        cwd=RACINE, capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip

    assert essai.returncode == 0, essai.stdout
    assert "0 broken" in essai.stdout
