"""Ce que contient le dépôt, pour les tests qui le parcourent."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from portail.config import RACINE

HORS_DEPOT = {".git", ".venv", "var", "__pycache__", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache",
              ".import_linter_cache", "dist"}  # fmt: skip


@cache
def fichiers_du_depot() -> tuple[Path, ...]:
    """Rend les fichiers suivis par git ; sans git (archive), tout ce qui n’est pas un cache."""
    suivis = subprocess.run(["git", "ls-files", "-z"], cwd=RACINE, capture_output=True, text=True, check=False)
    if suivis.returncode == 0:
        chemins = (RACINE / nom for nom in suivis.stdout.split("\0") if nom)
    else:
        chemins = (chemin for chemin in RACINE.rglob("*") if not HORS_DEPOT & set(chemin.relative_to(RACINE).parts))
    return tuple(sorted(chemin for chemin in chemins if chemin.is_file()))


def fichiers(*suffixes: str, sous: str = "") -> Iterator[Path]:
    """Rend les fichiers du dépôt qui ont l’un de ces suffixes, sous un dossier."""
    dossier = RACINE / sous
    return (chemin for chemin in fichiers_du_depot() if chemin.suffix in suffixes and chemin.is_relative_to(dossier))


def relatif(chemin: Path) -> str:
    return chemin.relative_to(RACINE).as_posix()


@cache
def textes_du_code() -> frozenset[str]:
    """Rend toutes les chaînes écrites dans le code de la plateforme."""
    return frozenset(
        noeud.value
        for chemin in fichiers(".py", sous="portail")
        for noeud in ast.walk(ast.parse(chemin.read_text(encoding="utf-8")))
        if isinstance(noeud, ast.Constant) and isinstance(noeud.value, str)
    )
