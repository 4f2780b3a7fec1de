"""Ce qui est nommé existe : tâches, gabarits de courriel, énumérations, documents, variables d’environnement."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from portail import commandes
from portail.config import RACINE
from portail.demonstration.verifications import enumerations, fautes_des_migrations
from portail.socle import base as socle_base
from portail.socle.taches import file_de_taches
from tests.architecture.depot import fichiers, relatif, textes_du_code

COURRIELS = RACINE / "portail" / "templates" / "courriels"
LIEN = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
VARIABLE = re.compile(r"`([A-Z][A-Z0-9_]{3,})`")


# ---------- Tâches ----------


def _taches_nommees() -> Iterator[str]:
    """Rend les noms donnés à `differer_par_nom` : une chaîne, ou une constante du module."""
    for chemin in fichiers(".py", sous="portail"):
        arbre = ast.parse(chemin.read_text(encoding="utf-8"))
        constantes = {
            cible.id: noeud.value.value
            for noeud in arbre.body
            if isinstance(noeud, ast.Assign) and isinstance(noeud.value, ast.Constant)
            for cible in noeud.targets
            if isinstance(cible, ast.Name)
        }
        for noeud in ast.walk(arbre):
            if isinstance(noeud, ast.Call) and getattr(noeud.func, "id", "") == "differer_par_nom":
                nom = noeud.args[0]
                yield nom.value if isinstance(nom, ast.Constant) else constantes[nom.id]


def test_chaque_tache_nommee_existe(application: Flask):
    nommees = set(_taches_nommees())

    assert nommees
    assert nommees <= file_de_taches.tasks.keys()


def test_l_ouvrier_connait_toutes_les_taches(application: Flask):
    modules = {
        relatif(chemin)[:-3].replace("/", ".") for chemin in fichiers(".py", sous="portail") if chemin.stem == "taches"
    }

    assert modules <= sys.modules.keys()
    for balayage in file_de_taches.periodic_registry.periodic_tasks.values():
        assert balayage.task.queueing_lock == balayage.task.name


# ---------- Courriels ----------


def _courriels_promis() -> Iterator[str]:
    """Rend les gabarits donnés en toutes lettres à `prevoir` et à `prevenir`."""
    for chemin in fichiers(".py", sous="portail"):
        for noeud in ast.walk(ast.parse(chemin.read_text(encoding="utf-8"))):
            if isinstance(noeud, ast.Call) and getattr(noeud.func, "id", "") in {"prevoir", "prevenir"}:
                yield from (a.value for a in noeud.args if isinstance(a, ast.Constant) and "/" in str(a.value))


def test_chaque_courriel_promis_est_ecrit_sous_ses_deux_formes():
    promis = set(_courriels_promis())

    assert len(promis) > 5
    for nom in sorted(promis):
        assert (COURRIELS / f"{nom}.txt").exists(), nom
        assert (COURRIELS / f"{nom}.html").exists(), nom


def test_chaque_courriel_ecrit_sert():
    ecrits = {chemin.relative_to(COURRIELS).with_suffix("").as_posix() for chemin in COURRIELS.glob("*/*")}

    assert ecrits <= textes_du_code(), ecrits - textes_du_code()


# ---------- Base ----------


def test_les_modeles_et_la_base_disent_la_meme_chose(base: Session):
    assert enumerations()
    with socle_base.a_part() as connexion:
        assert list(fautes_des_migrations(connexion)) == []


@pytest.mark.parametrize(
    ("ordre", "attendu"),
    [
        ("ALTER TABLE dossier DROP CONSTRAINT ck_dossier_etat_valeurs", "dossier.etat : la contrainte"),
        (
            "ALTER TABLE dossier DROP CONSTRAINT ck_dossier_etat_valeurs,"
            " ADD CONSTRAINT ck_dossier_etat_valeurs CHECK (etat IN ('brouillon', 'perdu'))",
            "perdu",
        ),
        ("ALTER TABLE dossier DROP COLUMN langue", "langue"),
    ],
)
def test_un_ecart_entre_le_code_et_la_base_se_voit(base: Session, ordre: str, attendu: str):
    base.execute(text(ordre))
    base.commit()

    with socle_base.a_part() as connexion:
        assert any(attendu in faute for faute in fautes_des_migrations(connexion))


# ---------- Documentation ----------


def test_les_documents_cites_existent():
    perdus = {
        f"{relatif(chemin)} → {lien}"
        for chemin in fichiers(".md")
        for lien in LIEN.findall(chemin.read_text(encoding="utf-8"))
        if not (chemin.parent / lien).exists()
    }

    assert not perdus


def test_la_pile_du_plan_est_celle_des_contrats_d_import():
    plan = (RACINE / "docs" / "architecture.md").read_text(encoding="utf-8").split("## 2.")[1].split("```")[1]
    reglage = tomllib.loads((RACINE / "pyproject.toml").read_text(encoding="utf-8"))
    contrats = reglage["tool"]["importlinter"]["contracts"]

    [etages] = [contrat["layers"] for contrat in contrats if contrat["type"] == "layers"]
    assert plan.split("\n")[1:-1] == etages


def test_les_decisions_sont_datees():
    noms = [chemin.name for chemin in fichiers(".md", sous="docs/decisions")]

    assert noms
    assert all(re.fullmatch(r"\d{4}-\d{2}-\d{2}-[a-z0-9-]+\.md", nom) for nom in noms)


def test_les_commandes_de_la_documentation_sont_celles_du_code():
    ecrites = (RACINE / "docs" / "exploitation.md").read_text(encoding="utf-8")
    app = Flask("essai")
    commandes.installer(app)
    tableau = set(
        re.findall(r"^\| `([a-z-]+)(?=[` ])", ecrites.split("## Les commandes")[1].split("## ")[0], re.MULTILINE)
    )

    assert tableau == set(app.cli.commands) - {"routes", "run", "shell"}


def test_chaque_reglage_est_documente():
    sources = (RACINE / "portail" / nom for nom in ("config.py", "certificats.py", "fournisseurs.py"))
    code = "".join(source.read_text(encoding="utf-8") for source in sources)
    lues = {nom.removeprefix("DEPARTEMENT_") for nom in re.findall(r"\(\s*\"([A-Z][A-Z0-9_]{3,})\"", code)}
    documentees = set(VARIABLE.findall((RACINE / "docs" / "exploitation.md").read_text(encoding="utf-8")))

    assert len(lues) >= 20
    assert lues <= documentees, lues - documentees
