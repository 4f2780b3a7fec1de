"""Aucun déguisement ne fait admettre en production un secret public."""

import base64

import pytest

from portail.config import CLES_CHIFFREMENT_DEMO, ReglagesInvalides, lire_reglages
from tests.unitaires.test_config import PRODUCTION

NEUVE = "1:" + base64.b64encode(bytes(range(32))).decode()
PUBLIQUE = CLES_CHIFFREMENT_DEMO.removeprefix("1:")
A_SOI = PRODUCTION | {"CLES_CHIFFREMENT": NEUVE}


@pytest.mark.parametrize(
    "cles", [f"7:{PUBLIQUE}", f" 1:{PUBLIQUE} ,", f"2:{PUBLIQUE},{NEUVE}", f"{NEUVE},2:{PUBLIQUE}"]
)
def test_la_cle_de_la_demonstration_est_refusee_sous_tout_numero(cles):
    with pytest.raises(ReglagesInvalides) as refus:
        lire_reglages(A_SOI | {"CLES_CHIFFREMENT": cles})

    assert any("démonstration" in faute for faute in refus.value.fautes)
    assert PUBLIQUE not in str(refus.value)


def test_une_cle_a_soi_est_admise():
    assert lire_reglages(A_SOI).production
