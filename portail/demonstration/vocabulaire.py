"""Le vocabulaire : les noms que le code définit n’emploient aucun synonyme que le glossaire refuse."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from portail.config import RACINE

GLOSSAIRE = RACINE / "docs" / "glossaire.md"
DOSSIERS = ("portail", "forms", "tests", "migrations")
_MOTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@dataclass(frozen=True, slots=True)
class NomRefuse:
    """Un nom défini et le mot qu’il ne devrait pas employer."""

    chemin: Path
    ligne: int
    nom: str
    mot: str

    def __str__(self) -> str:
        return f"{self.chemin.relative_to(RACINE)}:{self.ligne} : « {self.nom} » emploie « {self.mot} »"


def noms_refuses() -> Iterator[NomRefuse]:
    """Rend les noms du code qui emploient un mot refusé par le glossaire."""
    refuses, imposes = _liste("interdits"), _liste("imposes")
    for chemin in fichiers_python():
        arbre = ast.parse(chemin.read_text(encoding="utf-8"))
        for ligne, nom in _noms_definis(arbre):
            if nom in imposes or nom.startswith("__"):
                continue
            for mot in mots_du_nom(nom) & refuses:
                yield NomRefuse(chemin, ligne, nom, mot)


def fichiers_python() -> Iterator[Path]:
    """Rend les fichiers Python du dépôt, dans l’ordre."""
    for dossier in DOSSIERS:
        yield from sorted((RACINE / dossier).rglob("*.py"))


def mots_du_nom(nom: str) -> set[str]:
    """Rend les mots d’un identifiant, en minuscules."""
    return {mot.lower() for mot in _MOTS.findall(nom)}


def _liste(marque: str) -> frozenset[str]:
    """Rend les mots d’un bloc du glossaire."""
    bloc = re.search(rf"```{marque}\n(.*?)```", GLOSSAIRE.read_text(encoding="utf-8"), re.DOTALL)
    if bloc is None:
        raise ValueError(f"le glossaire n’a pas de bloc « {marque} »")
    return frozenset(bloc[1].split())


def _noms_definis(arbre: ast.AST) -> Iterator[tuple[int, str]]:
    for noeud in ast.walk(arbre):
        match noeud:
            case ast.FunctionDef(name=nom) | ast.AsyncFunctionDef(name=nom) | ast.ClassDef(name=nom) | ast.arg(arg=nom):
                yield noeud.lineno, nom
            case ast.Name(id=nom, ctx=ast.Store()) | ast.Attribute(attr=nom, ctx=ast.Store()):
                yield noeud.lineno, nom
