"""Une voie se reconnaît quelle que soit la façon de l’écrire."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portail.rendez_vous.lieux.voies import cle_de_voie


@pytest.mark.parametrize(
    ("texte", "cle"),
    [
        ("4 rue Lavoisier", "rue lavoisier"),
        ("12 bis, Bd Winston-Churchill", "boulevard winston churchill"),
        ("12B av. de la Véra-Cruz", "avenue de la vera cruz"),
        ("3-5 pl. du Dr Doussain", "place du docteur doussain"),
        ("  RUE   de l’Hôtel-de-Ville ", "rue de l hotel de ville"),
        ("rue du 8 mai 1945", "rue du 8 mai 1945"),
        ("17 rue du 14 Juillet", "rue du 14 juillet"),
        ("2 q. Ceineray", "quai ceineray"),
        ("12 bis", ""),
        ("", ""),
    ],
)
def test_la_cle_d_une_voie(texte: str, cle: str):
    assert cle_de_voie(texte) == cle


@given(st.text(max_size=40))
def test_la_cle_d_une_cle_est_elle_meme(texte: str):
    cle = cle_de_voie(texte)
    assert cle_de_voie(cle) == cle
