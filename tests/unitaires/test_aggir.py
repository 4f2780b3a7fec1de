"""La grille AGGIR : les exemples officiels, et ce qui doit être vrai de toute cotation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.regles.aggir import COTES, grille_officielle

GRILLE = grille_officielle()
SOINS = ("toilette", "habillage", "alimentation")
TOUT = st.fixed_dictionaries({activite: st.sampled_from(COTES) for activite in GRILLE.activites})


def cotes(defaut: str = "A", **autres: str) -> dict[str, str]:
    return dict.fromkeys(GRILLE.activites, defaut) | autres


def test_la_grille_a_dix_activites_huit_groupes_et_treize_rangs():
    assert len(GRILLE.activites) == 10
    assert "".join(groupe.nom for groupe in GRILLE.groupes) == "ABCDEFGH"
    assert sorted(GRILLE.gir_par_rang) == list(range(1, 14))
    assert [GRILLE.gir_par_rang[rang] for rang in range(1, 14)] == [1, 2, 2, 2, 2, 2, 2, 3, 3, 4, 4, 5, 6]
    assert sorted(rang for groupe in GRILLE.groupes for _seuil, rang in groupe.seuils) == list(range(1, 13))


@pytest.mark.parametrize(
    ("cotation", "gir"),
    [
        (cotes("A"), 6),
        (cotes("B"), 4),
        (cotes("C"), 1),
        (cotes(toilette="B"), 5),
        (cotes(toilette="B", habillage="B"), 4),
        (cotes(coherence="C", orientation="C", **dict.fromkeys(SOINS, "B")), 2),
    ],
    ids=["tout A", "tout B", "tout C", "toilette B", "toilette et habillage B", "désorientation, mobilité conservée"],
)
def test_les_exemples_officiels(cotation, gir):
    assert GRILLE.gir(cotation) == gir


def test_tout_c_marque_4440_points_au_premier_groupe():
    assert GRILLE.groupes[0].score(cotes("C")) == 4440


@pytest.mark.parametrize(
    ("cotation", "rang"),
    [
        (cotes("A"), 13),
        (cotes("C"), 1),
        (cotes("C", deplacement_interieur="A"), 2),
        (cotes("C", transfert="A"), 3),
        (cotes(coherence="C", orientation="C"), 4),
        (cotes("C", coherence="A", orientation="A"), 5),
        (cotes("C", coherence="A", orientation="A", alimentation="A"), 6),
        (cotes(alimentation="C", transfert="B", elimination="B"), 7),
        (cotes(toilette="C", habillage="C", alimentation="C"), 8),
        (cotes(toilette="C", habillage="B", alimentation="B", elimination="B"), 9),
        (cotes("B"), 10),
        (cotes(toilette="B", habillage="B"), 11),
        (cotes(toilette="B"), 12),
    ],
)
def test_les_rangs(cotation, rang):
    assert GRILLE.rang(cotation) == rang


@given(cotation=TOUT)
def test_les_groupes_se_lisent_dans_l_ordre(cotation):
    """Le rang vient du premier groupe dont un seuil est atteint, et du plus haut de ses seuils."""
    rang = GRILLE.rang(cotation)

    for groupe in GRILLE.groupes:
        atteints = [ouvert for seuil, ouvert in groupe.seuils if groupe.score(cotation) >= seuil]
        if atteints:
            assert rang == min(atteints)
            return
    assert rang == 13


@given(cotation=TOUT, autre=st.sampled_from(("communication", "deplacement_exterieur")), cote=st.sampled_from(COTES))
def test_communication_et_deplacement_exterieur_ne_changent_pas_le_gir(cotation, autre, cote):
    assert GRILLE.gir(cotation | {autre: cote}) == GRILLE.gir(cotation)


@pytest.mark.parametrize("fausse", [{}, cotes() | {"cuisine": "A"}, cotes(toilette="D")])
def test_une_grille_incomplete_ou_mal_cotee_est_refusee(fausse):
    with pytest.raises(ValueError, match="dix activités"):
        GRILLE.gir(fausse)
