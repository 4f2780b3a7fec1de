"""Le vérificateur du journal : seul, sans le portail, il voit toute altération d’un fichier."""

import ast
import copy
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portail.journal import verifier
from portail.journal.verifier import (
    FORMAT,
    ORIGINE,
    SCEAU,
    chemin,
    empreinte_de,
    empreinte_de_l_entree,
    empreinte_des_details,
    empreinte_du_texte,
    fautes,
    feuille,
    instant_ecrit,
    racine,
    remonter,
    ruptures,
    sceller,
)

OBJET = {"type": "dossier", "id": "00000000-0000-4000-8000-000000000001"}
AUTRE = {"type": "dossier", "id": "00000000-0000-4000-8000-000000000002"}
JOUR = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def entrees(nombre: int) -> list[dict[str, Any]]:
    """Rend une chaîne juste."""
    precedente, suite = ORIGINE, []
    for rang in range(1, nombre + 1):
        entree = {
            "rang": rang, "instant": instant_ecrit(JOUR + timedelta(minutes=rang)),
            "auteur": {"type": "agent", "id": "a"}, "action": "lire", "details": {"page": rang}, "sel": f"sel{rang}",
            "precedente": precedente,
        }  # fmt: skip
        entree["empreinte"] = precedente = empreinte_de_l_entree(entree, OBJET)
        suite.append(entree)
    return suite


def fichier(nombre: int = 5, *, ancre: int | None = 4) -> dict[str, Any]:
    """Rend un fichier juste, ancré jusqu’à ce rang parmi trois dossiers."""
    suite = entrees(nombre)
    ancrage = None
    if ancre:
        feuilles = [
            feuille(AUTRE, 1, "b"),
            feuille(OBJET, ancre, suite[ancre - 1]["empreinte"]),
            feuille(AUTRE, 2, "c"),
        ]
        ancrage = {"jour": "2026-11-20", "racine": racine(feuilles), "rang": ancre, "chemin": chemin(feuilles, 1)}
    return sceller(
        {
            "format": FORMAT, "dossier": "7K4M2P9X", "objet": OBJET, "racines": "http://portail.example/racines",
            "nombre": nombre, "entrees": suite, "ancrage": ancrage,
        }
    )  # fmt: skip


# ---------- La chaîne ----------


def test_une_chaine_juste_n_a_pas_de_rupture():
    assert list(ruptures(entrees(10), OBJET)) == []
    assert list(ruptures([], OBJET)) == []


def test_la_chaine_d_un_objet_ne_vaut_pas_pour_un_autre():
    assert [r.rang for r in ruptures(entrees(3), AUTRE)] == [1, 2, 3]


@given(st.integers(2, 12).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n - 1), st.integers(0, n - 1))))
def test_toute_permutation_se_voit(tirage: tuple[int, int, int]):
    nombre, i, j = tirage
    suite = entrees(nombre)
    suite[i], suite[j] = suite[j], suite[i]

    assert bool(list(ruptures(suite, OBJET))) is (i != j)


@given(st.integers(2, 12).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n - 2))))
def test_toute_suppression_avant_la_fin_se_voit(tirage: tuple[int, int]):
    nombre, i = tirage
    suite = entrees(nombre)
    del suite[i]

    assert next(iter(ruptures(suite, OBJET))).constat == f"il manque l’entrée n° {i + 1}"


@pytest.mark.parametrize("cle", ["rang", "instant", "auteur", "action", "details", "sel", "precedente", "empreinte"])
def test_chaque_partie_d_une_entree_compte(cle: str):
    suite = entrees(3)
    suite[1][cle] = {"auteur": {"type": "agent", "id": "b"}, "details": {}, "rang": 7}.get(cle, "autre")

    assert list(ruptures(suite, OBJET))


def test_des_details_tus_se_verifient_par_leur_empreinte():
    suite = entrees(3)
    tus = empreinte_des_details(suite[1].pop("details"), suite[1].pop("sel"))
    suite[1]["empreinte_details"] = tus
    assert list(ruptures(suite, OBJET)) == []

    suite[1]["empreinte_details"] = empreinte_des_details({"page": 3}, "sel2")
    assert list(ruptures(suite, OBJET))


def test_des_details_donnes_ne_se_cachent_pas_derriere_une_empreinte():
    suite = entrees(3)
    suite[1]["empreinte_details"] = empreinte_des_details(suite[1]["details"], suite[1]["sel"])
    suite[1]["details"] = {"page": "autre"}

    assert list(ruptures(suite, OBJET))


def test_l_instant_s_ecrit_en_temps_universel_a_la_microseconde():
    a_paris = JOUR.astimezone(timezone(timedelta(hours=1)))

    assert instant_ecrit(a_paris) == instant_ecrit(JOUR) == "2026-11-21T09:30:00.000000+00:00"


def test_la_forme_canonique_ne_depend_pas_de_l_ordre_des_cles():
    assert (
        verifier.canonique({"b": 1, "a": "é"}) == verifier.canonique({"a": "é", "b": 1}) == '{"a":"é","b":1}'.encode()
    )


# ---------- L’arbre ----------


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=70))
def test_chaque_feuille_remonte_a_la_racine_et_elle_seule(brutes: list[bytes]):
    feuilles = [brute.hex() for brute in brutes]
    sommet = racine(feuilles)

    assert all(remonter(une, chemin(feuilles, rang)) == sommet for rang, une in enumerate(feuilles))
    assert remonter("00" * 32, chemin(feuilles, 0)) != sommet or feuilles[0] == "00" * 32


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=2, max_size=40, unique=True), st.data())
def test_la_racine_change_avec_chaque_feuille(brutes: list[bytes], donnees: st.DataObject):
    feuilles = [brute.hex() for brute in brutes]
    rang = donnees.draw(st.integers(0, len(feuilles) - 1))

    assert racine(feuilles) != racine(feuilles[:rang] + feuilles[rang + 1 :])
    assert racine(feuilles) != racine([*feuilles[:rang], "f" * 64, *feuilles[rang + 1 :]]) or feuilles[rang] == "f" * 64


def test_une_feuille_ne_se_confond_pas_avec_une_autre_empreinte():
    contenu = {"empreinte": "x", "objet": OBJET, "rang": 1}

    assert feuille(OBJET, 1, "x") not in {empreinte_de(contenu), feuille(OBJET, 2, "x"), feuille(AUTRE, 1, "x")}


# ---------- Le fichier ----------


def test_un_fichier_juste_est_intact():
    assert fautes(fichier()) == []
    assert fautes(fichier(ancre=None)) == []
    assert fautes(fichier(), racine_publiee=fichier()["ancrage"]["racine"].upper() + "\n") == []


ALTERATIONS: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "fin ôtée": (lambda f: f["entrees"].pop(), "il en porte 4"),
    "ce qui se lit": (lambda f: f.update(dossier="AAAAAAAA"), "modifié depuis son téléchargement"),
    "une action": (lambda f: f["entrees"][1].update(action="rien"), "le contenu de l’entrée n° 2"),
    "l’ancrage": (lambda f: f["ancrage"].update(racine="0" * 64), "n’est pas celle qui a été ancrée"),
}


@pytest.mark.parametrize("nom", ALTERATIONS)
def test_un_fichier_altere_ne_l_est_plus(nom: str):
    geste, attendu = ALTERATIONS[nom]
    altere = copy.deepcopy(fichier())

    geste(altere)

    assert any(attendu in faute for faute in fautes(altere)), fautes(altere)


def test_tout_refaire_ne_trompe_pas_la_racine_publiee():
    """Un faussaire refait toute la chaîne et le sceau ; la racine connue du dehors le dément."""
    vrai, faux = fichier(), fichier()
    faux["entrees"] = entrees(5)
    precedente = ORIGINE
    for entree in faux["entrees"]:
        entree["action"], entree["precedente"] = "autre", precedente
        entree["empreinte"] = precedente = empreinte_de_l_entree(entree, OBJET)
    sans_ancrage_juste = sceller(faux)
    feuilles = [feuille(OBJET, 4, faux["entrees"][3]["empreinte"])]
    faux["ancrage"] = {"jour": "2026-11-20", "racine": racine(feuilles), "rang": 4, "chemin": []}

    assert fautes(sans_ancrage_juste) == ["l’entrée n° 4 n’est pas celle qui a été ancrée le 2026-11-20"]
    assert fautes(sceller(faux)) == []
    assert fautes(sceller(faux), racine_publiee=vrai["ancrage"]["racine"]) == [
        "la racine publiée pour le 2026-11-20 n’est pas celle de ce fichier"
    ]


def test_un_texte_joint_se_verifie():
    suite = entrees(1)
    suite[0]["details"] = {"texte": empreinte_du_texte("La personne appelle", "s")}
    suite[0]["empreinte"] = empreinte_de_l_entree(suite[0], OBJET)
    suite[0]["texte"] = {"texte": "La personne appelle", "sel": "s"}
    juste = sceller({**fichier(1, ancre=None), "entrees": suite})
    assert fautes(juste) == []

    suite[0]["texte"] = {"texte": "Par curiosité", "sel": "s"}
    assert fautes(sceller({**juste, "entrees": suite})) == ["le texte joint à l’entrée n° 1 a été modifié"]


@pytest.mark.parametrize("contenu", [{}, {"format": "autre"}, {"format": FORMAT}, {"format": FORMAT, "entrees": 3}])
def test_un_fichier_qui_n_en_est_pas_un_est_refuse(contenu: dict[str, Any]):
    assert fautes(contenu)


# ---------- La commande ----------


def lancer(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Lance le vérificateur isolé : ni site, ni variables d’environnement, ni le dossier du portail."""
    return subprocess.run([sys.executable, "-I", "-S", *map(str, arguments)], capture_output=True, text=True)


@pytest.fixture
def copie(tmp_path: Path) -> Path:
    """Le vérificateur, copié seul."""
    seul = tmp_path / "verifier.py"
    seul.write_bytes(Path(verifier.__file__).read_bytes())
    return seul


def test_copie_seule_la_commande_verifie(copie: Path, tmp_path: Path):
    juste = tmp_path / "journal.json"
    juste.write_text(json.dumps(fichier(), ensure_ascii=False, indent=2), encoding="utf-8")

    sortie = lancer(copie, juste)

    assert (sortie.returncode, sortie.stderr) == (0, "")
    assert "Le journal du dossier 7K4M2P9X est intact : 5 entrées, aucune rupture." in sortie.stdout
    assert fichier()["ancrage"]["racine"] in sortie.stdout


def test_copie_seule_la_commande_voit_une_alteration(copie: Path, tmp_path: Path):
    altere = tmp_path / "journal.json"
    altere.write_text(json.dumps({**fichier(), SCEAU: "0" * 64}), encoding="utf-8")

    sortie = lancer(copie, altere)

    assert sortie.returncode == 1
    assert sortie.stdout.startswith("Ce journal n’est pas intact :\n- ")


@pytest.mark.parametrize("contenu", [b"", b"pas du json", b"[1, 2]", b"\xff\xfe"])
def test_ce_qui_ne_se_lit_pas_se_dit_sans_pile_d_erreur(copie: Path, tmp_path: Path, contenu: bytes):
    illisible = tmp_path / "journal.json"
    illisible.write_bytes(contenu)

    for arguments in ((illisible,), (tmp_path / "absent.json",)):
        sortie = lancer(copie, *arguments)
        assert sortie.returncode in {1, 2}
        assert "Traceback" not in sortie.stderr


def test_une_racine_publiee_differente_se_dit(copie: Path, tmp_path: Path):
    juste = tmp_path / "journal.json"
    juste.write_text(json.dumps(fichier()), encoding="utf-8")

    assert lancer(copie, juste, "--racine", fichier()["ancrage"]["racine"]).returncode == 0
    assert lancer(copie, juste, "--racine", "0" * 64).returncode == 1


def test_le_verificateur_n_emploie_que_la_bibliotheque_standard():
    arbre = ast.parse(Path(verifier.__file__).read_text(encoding="utf-8"))
    importes = {alias.name for noeud in ast.walk(arbre) if isinstance(noeud, ast.Import) for alias in noeud.names}
    importes |= {noeud.module or "" for noeud in ast.walk(arbre) if isinstance(noeud, ast.ImportFrom)}

    assert importes
    assert {nom.split(".")[0] for nom in importes} <= sys.stdlib_module_names
