"""Le chiffrement : rien ne se lit sans la clé, rien ne se modifie ni ne se déplace sans que cela se voie."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portail.socle.chiffrement import ContenuAltere, Trousseau

ANCIENNE, NOUVELLE = (1, b"a" * 32), (2, b"b" * 32)
CLAIR = b"Lina Moreau, 12 rue des Halles"


def test_le_clair_ne_se_lit_pas_et_se_retrouve():
    trousseau = Trousseau([ANCIENNE])

    chiffre = trousseau.chiffrer(CLAIR, "dossier.reponses")

    assert b"Moreau" not in chiffre
    assert trousseau.dechiffrer(chiffre, "dossier.reponses") == CLAIR


def test_deux_fois_le_meme_clair_donne_deux_chiffres():
    trousseau = Trousseau([ANCIENNE])

    assert trousseau.chiffrer(CLAIR, "x") != trousseau.chiffrer(CLAIR, "x")


@given(st.binary(max_size=200), st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_le_moindre_octet_change_se_voit(clair, position, masque):
    trousseau = Trousseau([ANCIENNE])
    chiffre = bytearray(trousseau.chiffrer(clair, "piece"))
    chiffre[position % len(chiffre)] ^= masque

    with pytest.raises(ContenuAltere):
        trousseau.dechiffrer(bytes(chiffre), "piece")


def test_une_valeur_deplacee_dans_une_autre_colonne_ne_se_lit_pas():
    trousseau = Trousseau([ANCIENNE])

    with pytest.raises(ContenuAltere):
        trousseau.dechiffrer(trousseau.chiffrer(CLAIR, "message.texte"), "piece.precision")


def test_la_premiere_cle_chiffre_toutes_dechiffrent():
    avant, apres = Trousseau([ANCIENNE]), Trousseau([NOUVELLE, ANCIENNE])

    ancien = avant.chiffrer(CLAIR, "x")
    nouveau = apres.chiffrer(CLAIR, "x")

    assert apres.dechiffrer(ancien, "x") == CLAIR
    assert not apres.est_a_jour(ancien)
    assert apres.est_a_jour(nouveau)
    with pytest.raises(ContenuAltere):
        avant.dechiffrer(nouveau, "x")


@pytest.mark.parametrize("chiffre", [b"", b"\x01", b"\x01\x01" + b"0" * 12, b"\x09\x01" + b"0" * 40, b"en clair" * 9])
def test_ce_qui_n_a_pas_notre_forme_est_refuse(chiffre):
    with pytest.raises(ContenuAltere):
        Trousseau([ANCIENNE]).dechiffrer(chiffre, "x")
