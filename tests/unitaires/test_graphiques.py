"""La géométrie des graphiques : tout part de zéro, tient dans son cadre, et les proportions sont justes."""

from hypothesis import given
from hypothesis import strategies as st

from portail.guichets.agents.listes.graphiques import HAUTEUR, LARGEUR_MAX, MARGE, RANGEE, couchees, debout

NOMBRES = st.integers(0, 2_000_000)


def test_la_plus_longue_barre_donne_l_echelle():
    longue, courte, vide = couchees({"Ancien": 40, "Récent": 10, "Aucun": 0})

    assert (longue.largeur, courte.largeur, vide.largeur) == (LARGEUR_MAX, LARGEUR_MAX / 4, 0)
    assert (longue.haut, courte.haut, vide.haut) == (0, RANGEE, 2 * RANGEE)


def test_sans_nombre_il_n_y_a_pas_de_barre():
    assert couchees({}) == []
    assert [barre.largeur for barre in couchees({"Rien": 0})] == [0]
    assert debout(["a", "b"], [0, 0], [0, 0]).barres == []


def test_l_echelle_tombe_rond():
    assert [trait.valeur for trait in debout(["a"], [7]).echelle] == [0, 2, 4, 6, 8]
    assert [trait.valeur for trait in debout(["a"], [43]).echelle] == [0, 20, 40, 60]
    assert [trait.valeur for trait in debout(["a"], [1]).echelle] == [0, 1]


@given(st.lists(st.tuples(NOMBRES, NOMBRES), min_size=1, max_size=52))
def test_les_barres_tiennent_dans_le_cadre_et_gardent_les_proportions(paires: list[tuple[int, int]]):
    arrivees, sorties = [a for a, _ in paires], [s for _, s in paires]
    dessin = debout([str(rang) for rang in range(len(paires))], arrivees, sorties)

    hauts = {barre.serie: [] for barre in dessin.barres}
    for barre in dessin.barres:
        assert barre.gauche >= MARGE
        assert barre.gauche + barre.largeur <= 100.001
        assert barre.haut >= 0
        assert abs(barre.haut + barre.hauteur - HAUTEUR) <= 0.11
        hauts[barre.serie].append(barre.hauteur)
    sommet = dessin.echelle[-1].valeur
    for serie, nombres in enumerate((arrivees, sorties)):
        attendues = [round(HAUTEUR * nombre / sommet, 1) for nombre in nombres if nombre]
        assert hauts.get(serie, []) == attendues
    assert 2 <= len(dessin.echelle) <= 6
    assert len(dessin.etiquettes) <= 6
