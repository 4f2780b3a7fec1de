"""La mention du code QR : courte, signée, lisible par un appareil, fausse au moindre signe changé."""

from itertools import product

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from portail.documents.mention import (
    Mention,
    MentionFausse,
    empreinte_de,
    en_signes,
    lire,
    publique,
    signer,
)

GRAINE, AUTRE = b"k" * 32, b"a" * 32
CLES = {1: Ed25519PublicKey.from_public_bytes(publique(GRAINE))}
CONTENU = {"titre": "Décision", "donnees": {"sens": "Votre demande est acceptée.", "montant": "500 €"}}
MENTION = Mention(
    code="7K4M2P9X3QRTW", nature="DECISION", date="20261121", numero="7K4M", initiales="YB", sens="ACCORD-PARTIEL",
    montant="500.00", empreinte=empreinte_de(CONTENU),
)  # fmt: skip
LIEN = f"https://demarches.departement.example/verifier/{MENTION.code}#{signer(MENTION, 1, GRAINE)}"
DEBUT = LIEN.index("/verifier/") + len("/verifier/")


def test_une_mention_signee_se_relit_entiere():
    assert lire(LIEN, CLES) == MENTION
    assert lire(f" {LIEN}\n", CLES) == MENTION


def test_la_mention_tient_dans_un_petit_code_qr():
    assert len(LIEN) < 300


@given(st.integers(DEBUT, len(LIEN) - 1), st.characters(codec="ascii"))
def test_le_moindre_signe_change_la_rend_fausse(rang, signe):
    change = LIEN[:rang] + signe + LIEN[rang + 1 :]
    if change != LIEN:
        with pytest.raises(MentionFausse):
            lire(change, CLES)


@pytest.mark.parametrize("rang", [-1, -2])
def test_la_fin_de_la_signature_n_a_qu_une_ecriture(rang):
    """En base 32, les derniers bits ne comptent pas : deux écritures se liraient pareil."""
    for signe in "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567":
        change = LIEN[: len(LIEN) + rang] + signe + LIEN[len(LIEN) + rang + 1 :]
        if change != LIEN:
            with pytest.raises(MentionFausse):
                lire(change, CLES)


@given(st.text(max_size=400))
def test_aucun_texte_ne_fait_echouer_la_lecture(texte):
    with pytest.raises(MentionFausse):
        lire(texte, CLES)


def test_une_autre_cle_ne_signe_pas_pour_le_departement():
    avec_une_autre = f"https://faux.example/verifier/{MENTION.code}#{signer(MENTION, 1, AUTRE)}"
    with pytest.raises(MentionFausse, match="n’a pas été émise"):
        lire(avec_une_autre, CLES)

    d_un_autre_numero = f"https://faux.example/verifier/{MENTION.code}#{signer(MENTION, 2, GRAINE)}"
    with pytest.raises(MentionFausse, match="n’est pas parmi les clés publiées"):
        lire(d_un_autre_numero, CLES)


def test_une_ancienne_cle_publiee_verifie_encore():
    cles = {2: Ed25519PublicKey.from_public_bytes(publique(AUTRE)), **CLES}

    assert lire(LIEN, cles) == MENTION


def test_la_mention_d_un_document_ne_sert_pas_a_un_autre():
    with pytest.raises(MentionFausse):
        lire(LIEN.replace(MENTION.code, "3QRTW7K4M2P9X"), CLES)


def test_l_empreinte_ne_depend_ni_de_l_ordre_ni_de_la_mise_en_forme():
    a_l_envers = {"donnees": dict(reversed(CONTENU["donnees"].items())), "titre": "Décision"}

    assert empreinte_de(a_l_envers) == empreinte_de(CONTENU)
    assert empreinte_de(CONTENU | {"titre": "Decision"}) != empreinte_de(CONTENU)


@pytest.mark.parametrize(
    ("mot", "ecrit"),
    [("accord_partiel", "ACCORD-PARTIEL"), ("Éé", "EE"), ("ŒB", "B"), ("Яс", ""), ("", ""), ("a:b#c", "A-B-C")],
)
def test_un_mot_s_ecrit_en_signes_que_le_code_qr_serre(mot, ecrit):
    assert en_signes(mot) == ecrit


@pytest.mark.parametrize(("champ", "valeur"), list(product(("sens", "initiales"), ("A:B", "a", "#", " "))))
def test_un_champ_qui_embrouillerait_la_lecture_ne_se_signe_pas(champ, valeur):
    champs = {nom: getattr(MENTION, nom) for nom in MENTION.__slots__} | {champ: valeur}
    with pytest.raises(ValueError, match="signe interdit"):
        signer(Mention(**champs), 1, GRAINE)
