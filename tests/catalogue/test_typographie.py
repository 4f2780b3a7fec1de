"""Les textes affichés sont composés en français : espace insécable devant les signes doubles, apostrophe courbe."""

import re

import pytest

from portail.demonstration import traductions

MAL_COMPOSE = re.compile(r"[ \u202f](?=[:;?!»€]|%(?!\())|(?<=«)[ \u202f]|'")
"""Une espace qui laisse le signe passer seul à la ligne ; une apostrophe de machine à écrire."""


def _textes() -> list[str]:
    messages = [message.id for message in traductions.extraire() if message.id]
    return [texte for ids in messages for texte in ((ids,) if isinstance(ids, str) else ids)]


def fautes(textes: list[str]) -> list[str]:
    """Rend les textes mal composés."""
    return [texte for texte in textes if MAL_COMPOSE.search(texte)]


@pytest.mark.parametrize("texte", ["Nom : Yanis", "Quoi ?", "« oui\u00a0»", "«\u00a0oui »", "12 €", "20 %", "l'aide"])
def test_une_faute_se_voit(texte: str):
    assert fautes([texte]) == [texte]


@pytest.mark.parametrize("texte", ["Nom\u00a0: %(nom)s", "du %(debut)s au %(fin)s", "à 10:30, https://a.example"])
def test_un_texte_bien_compose_passe(texte: str):
    assert fautes([texte]) == []


def test_tous_les_textes_a_traduire_sont_bien_composes():
    textes = _textes()

    assert len(textes) > 1000
    assert fautes(textes) == []
