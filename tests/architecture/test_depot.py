"""Rien dans le dépôt ne dit d’où il vient : ni registre de paquets, ni chemin de machine, ni secret, ni personne."""

import re

import pytest

from tests.architecture.depot import fichiers, fichiers_du_depot, relatif

TEXTES = (".py", ".md", ".toml", ".txt", ".html", ".css", ".csv", ".json", ".typ", ".po", ".svg", ".sh", "")
# Écrits en morceaux : ce fichier aussi est dans le dépôt.
REGISTRES = ("py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "proxy.golang" + ".org", "crates" + ".io")
CHEMINS = re.compile("(?<![a-z.])/(?:" + "|".join(("wo" + "rk", "ro" + "ot", "ho" + "me", "Us" + "ers")) + r")/\w")


def _lignes(motif: re.Pattern[str], *suffixes: str) -> list[str]:
    return [
        f"{relatif(chemin)}:{rang} {ligne.strip()[:120]}"
        for chemin in fichiers(*suffixes)
        for rang, ligne in enumerate(chemin.read_text(encoding="utf-8", errors="ignore").splitlines(), start=1)
        if motif.search(ligne)
    ]


def test_aucun_registre_de_paquets_n_est_nomme():
    assert _lignes(re.compile("|".join(map(re.escape, REGISTRES))), *TEXTES) == []


def test_aucun_chemin_de_machine():
    assert _lignes(CHEMINS, *TEXTES) == []


@pytest.mark.parametrize("verrou", [f"requirements{usage}.txt" for usage in ("", "-demo", "-test", "-uv")])
def test_les_verrous_ont_des_empreintes_et_aucune_adresse(verrou: str):
    [chemin] = [chemin for chemin in fichiers_du_depot() if relatif(chemin) == verrou]
    texte = chemin.read_text(encoding="utf-8")

    assert "://" not in texte
    paquets = re.findall(r"^([a-z0-9].*?==\S+)", texte, re.MULTILINE)
    assert paquets
    assert texte.count("--hash=sha256:") >= len(paquets)
    assert all("\\" in ligne for ligne in texte.splitlines() if re.match("[a-z0-9]", ligne))


def test_aucune_cle_privee():
    assert _lignes(re.compile("BEGIN (?:RSA |EC |OPENSSH )?PRIVATE " + "KEY"), *TEXTES) == []


def test_les_telephones_des_exemples_sont_fictifs():
    """Numéros réservés à la fiction par l’Arcep ; les vrais numéros du Département et de l’État sont nommés ici."""
    vrais = {"02 40 99 10 00"}
    ecrits = re.compile(r"(?<![\d ])0[1-9](?: \d\d){4}(?![\d ])")
    trouves = {
        numero
        for chemin in fichiers(".py", ".csv", ".html", ".txt", ".typ", ".md")
        if not relatif(chemin).startswith("tests/")
        for numero in ecrits.findall(chemin.read_text(encoding="utf-8"))
    }

    assert {n for n in trouves - vrais if not n.startswith(("02 61 91", "06 39 98"))} == set()
