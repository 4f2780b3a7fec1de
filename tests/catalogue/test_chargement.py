"""Charger un paquet de démarches : un module, une démarche, toutes ses versions."""

import sys
from textwrap import dedent

import pytest

from portail.demarche.catalogue import charger

UNE = """
    from dataclasses import replace
    from forms.aide_permis import DEMARCHE as PERMIS
    DEMARCHE = replace(PERMIS, identifiant="{identifiant}", version={version})
"""


@pytest.fixture
def paquet(tmp_path, monkeypatch, request):
    """Écrit un paquet de démarches jetable et rend de quoi le charger."""
    nom = f"formulaires_{abs(hash(request.node.name))}"
    monkeypatch.syspath_prepend(str(tmp_path))
    dossier = tmp_path / nom
    dossier.mkdir()
    (dossier / "__init__.py").touch()

    def ecrire(**modules: str):
        for module, source in modules.items():
            (dossier / f"{module}.py").write_text(dedent(source), encoding="utf-8")
        return charger(nom)

    yield ecrire
    for module in [module for module in sys.modules if module.split(".")[0] == nom]:
        del sys.modules[module]


def test_chaque_module_donne_sa_demarche(paquet):
    lues = paquet(
        une=UNE.format(identifiant="une", version=1),
        deux=UNE.format(identifiant="deux", version=1),
        blocs="NOM = 'sans démarche'",
    )

    assert sorted(lues) == ["deux", "une"]


def test_les_anciennes_versions_restent(paquet):
    suite = UNE.format(identifiant="une", version=2) + "    VERSIONS = (replace(DEMARCHE, version=1),)\n"

    assert [demarche.version for demarche in paquet(une=suite)["une"]] == [1, 2]


def test_deux_modules_ne_declarent_pas_la_meme_demarche(paquet):
    with pytest.raises(ValueError, match="démarche déclarée deux fois : une"):
        paquet(a=UNE.format(identifiant="une", version=1), b=UNE.format(identifiant="une", version=1))


def test_une_ancienne_version_est_de_la_meme_demarche(paquet):
    suite = UNE.format(identifiant="une", version=2) + "    VERSIONS = (replace(DEMARCHE, identifiant='deux'),)\n"

    with pytest.raises(ValueError, match="démarche déclarée deux fois : deux, une"):
        paquet(une=suite)


def test_une_version_n_est_pas_declaree_deux_fois(paquet):
    suite = UNE.format(identifiant="une", version=2) + "    VERSIONS = (replace(DEMARCHE),)\n"

    with pytest.raises(ValueError, match="version déclarée deux fois : une"):
        paquet(une=suite)
