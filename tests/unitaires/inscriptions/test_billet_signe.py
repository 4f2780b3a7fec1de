"""La mention d’un billet : on relit ce que l’on a signé, et rien de ce que l’on a changé."""

from datetime import date
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from portail.documents import mention as documents
from portail.inscriptions.billets.mention import DOMAINE, BilletFaux, Mention, Reference, lire, signer

GRAINE, AUTRE = b"graine-de-l-essai-trente-deux-oc", b"une-autre-graine-de-trente-deux!"
SITE = Reference(type="site", id=UUID(int=7))
LIGNE = Reference(type="ligne_achat", id=UUID(int=2**127 + 5))
BILLET = Mention(
    code="7K4M2P9X3QRTW",
    entree=SITE.ecrite,
    objet=LIGNE.ecrite,
    rang=2,
    du=date(2026, 12, 5),
    au=date(2026, 12, 5),
    heure="14:30",
    nature="MOINS-18",
)


def cles(graine: bytes = GRAINE, numero: int = 1) -> dict[int, Ed25519PublicKey]:
    return {numero: Ed25519PrivateKey.from_private_bytes(graine).public_key()}


def test_on_relit_ce_que_l_on_a_signe():
    assert lire(signer(BILLET, 1, GRAINE), cles()) == BILLET


@given(
    rang=st.integers(min_value=1, max_value=999), jour=st.dates(min_value=date(2020, 1, 1)), numero=st.integers(1, 255)
)
def test_tout_rang_et_tout_jour_se_relisent(rang: int, jour: date, numero: int):
    billet = Mention(code=BILLET.code, entree=SITE.ecrite, objet=LIGNE.ecrite, rang=rang, du=jour, au=jour)

    assert lire(signer(billet, numero, GRAINE), cles(numero=numero)) == billet


@given(position=st.integers(min_value=0), signe=st.sampled_from("ABCXYZ0123456789:.-"))
def test_un_signe_change_et_le_billet_est_faux(position: int, signe: str):
    ecrit = signer(BILLET, 1, GRAINE)
    place = position % len(ecrit)
    change = ecrit[:place] + signe + ecrit[place + 1 :]
    if change != ecrit:
        with pytest.raises(BilletFaux):
            lire(change, cles())


@given(st.text())
def test_un_texte_quelconque_n_est_pas_un_billet(texte: str):
    with pytest.raises(BilletFaux):
        lire(texte, cles())


def test_la_cle_d_un_autre_departement_ne_vaut_rien():
    with pytest.raises(BilletFaux):
        lire(signer(BILLET, 1, AUTRE), cles())
    with pytest.raises(BilletFaux):
        lire(signer(BILLET, 2, GRAINE), cles())


def test_une_ancienne_cle_verifie_encore_ses_billets():
    assert lire(signer(BILLET, 1, AUTRE), cles() | cles(AUTRE, 2) | {1: cles(AUTRE)[1]}) == BILLET


def test_une_signature_faite_pour_un_document_n_est_pas_celle_d_un_billet():
    champs = signer(BILLET, 1, GRAINE).rpartition(":")[0]
    ailleurs = Ed25519PrivateKey.from_private_bytes(GRAINE).sign(documents._DOMAINE + champs.encode())
    ici = Ed25519PrivateKey.from_private_bytes(GRAINE).sign(DOMAINE + champs.encode())

    assert lire(f"{champs}:{documents.en_base32(ici)}", cles()) == BILLET
    with pytest.raises(BilletFaux):
        lire(f"{champs}:{documents.en_base32(ailleurs)}", cles())


def test_un_signe_interdit_ne_se_signe_pas():
    with pytest.raises(ValueError, match="interdit"):
        signer(Mention(code="A:B", entree="S.A", objet="L.A", rang=1, du=BILLET.du, au=BILLET.au), 1, GRAINE)
