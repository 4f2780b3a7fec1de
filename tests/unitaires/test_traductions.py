"""Le catalogue de traductions : complet, sans reste, emplacements gardés."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from portail.demonstration import traductions


@pytest.fixture(scope="module")
def modele() -> Catalog:
    """Ce qui est à traduire, extrait une fois : parcourir tout le code prend une seconde."""
    return traductions.extraire()


@pytest.fixture
def catalogue(modele: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Un catalogue anglais tout juste extrait, à part du vrai."""
    monkeypatch.setattr(traductions, "extraire", lambda: modele)
    monkeypatch.setattr(traductions, "DOSSIER", tmp_path)
    chemin = traductions.chemin_du_catalogue("en")
    chemin.parent.mkdir(parents=True)
    chemin.write_bytes(traductions.mettre_a_jour("en"))
    return chemin


def remplacer(chemin: Path, avant: str, apres: str) -> None:
    texte = chemin.read_text(encoding="utf-8")
    assert avant in texte
    chemin.write_text(texte.replace(avant, apres, 1), encoding="utf-8")


def test_l_extraction_voit_le_code_les_demarches_et_les_gabarits(modele: Catalog):
    textes = {message.id for message in modele if isinstance(message.id, str)}

    assert "Trop d’essais en peu de temps" in textes  # guichets/erreurs.py
    assert "Aide au permis de conduire" in textes  # forms/aide_permis.py
    assert "Aller au contenu" in textes  # templates/squelette.html


def test_un_catalogue_neuf_est_a_jour_et_tout_reste_a_traduire(catalogue: Path):
    assert list(traductions.ecarts("en")) == []
    assert "Aller au contenu" in traductions.sans_traduction("en")
    assert "#: " not in catalogue.read_text(encoding="utf-8")


def test_le_remettre_a_jour_garde_les_traductions_et_ne_change_rien_d_autre(catalogue: Path):
    remplacer(catalogue, 'msgid "Aller au contenu"\nmsgstr ""', 'msgid "Aller au contenu"\nmsgstr "Skip to content"')
    avant = catalogue.read_bytes()

    assert traductions.mettre_a_jour("en") == avant
    assert "Aller au contenu" not in traductions.sans_traduction("en")


def test_un_texte_qui_manque_et_un_texte_disparu_se_voient(catalogue: Path):
    remplacer(catalogue, 'msgid "Aller au contenu"', 'msgid "Aller ailleurs"')

    assert list(traductions.ecarts("en")) == ["manque : Aller au contenu", "en trop : Aller ailleurs"]


@pytest.mark.parametrize(
    ("texte", "traduction"),
    [("Aller au contenu", "Skip to %(where)s"), ("%(fournisseur)s ne répond pas", "No answer")],
    ids=["inconnu", "perdu"],
)
def test_un_emplacement_inconnu_ou_perdu_dans_une_traduction_se_voit(catalogue: Path, texte: str, traduction: str):
    remplacer(catalogue, f'msgid "{texte}"\nmsgstr ""', f'msgid "{texte}"\nmsgstr "{traduction}"')

    assert list(traductions.ecarts("en")) == [f"emplacements différents dans la traduction : {texte}"]


@pytest.mark.parametrize(
    ("texte", "noms"),
    [
        ("%(num)d champs de %(page)s", {"num", "page"}),
        ("{rfr} divisé par {parts}", {"rfr", "parts"}),
        ("100 %", set()),
        ("{parts:part|parts}", {"parts"}),
    ],
)
def test_les_emplacements_d_un_texte(texte: str, noms: set[str]):
    assert traductions.emplacements(texte) == noms
