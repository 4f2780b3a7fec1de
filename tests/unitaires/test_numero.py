"""Numéros et codes : se dictent, se recopient mal, et ne désignent alors jamais le dossier d’un autre."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portail.documents.codes import LONGUEUR as LONGUEUR_CODE
from portail.documents.codes import en_groupes, lire_code, nouveau_code
from portail.dossiers.numero import LONGUEUR, en_deux_groupes, lire_numero, nouveau_numero
from portail.socle.dictee import ALPHABET, controle

debuts = st.text(ALPHABET, min_size=LONGUEUR - 1, max_size=LONGUEUR - 1)
numeros = debuts.map(lambda debut: debut + controle(debut))
rangs = st.integers(0, LONGUEUR - 1)


@given(numeros)
def test_un_numero_juste_se_relit(numero: str):
    assert lire_numero(numero) == numero
    assert lire_numero(en_deux_groupes(numero)) == numero


@given(numeros, rangs, st.sampled_from(ALPHABET))
def test_une_faute_d_un_signe_se_voit(numero: str, rang: int, autre: str):
    fautif = numero[:rang] + autre + numero[rang + 1 :]

    assert lire_numero(fautif) == (numero if fautif == numero else None)


@given(numeros)
def test_toute_inversion_de_deux_signes_se_voit(numero: str):
    for a, b in combinations(range(LONGUEUR), 2):
        signes = list(numero)
        signes[a], signes[b] = signes[b], signes[a]
        inverse = "".join(signes)
        assert lire_numero(inverse) == (numero if inverse == numero else None)


@given(numeros)
def test_casse_espaces_tirets_et_lettres_confondues_sont_admis(numero: str):
    dicte = f" {numero[:4].lower()}-{numero[4:]}\u202f".replace("0", "O").replace("1", "l")

    assert lire_numero(dicte) == numero


@pytest.mark.parametrize(
    "texte", ["", "7K4M", "U" * 8, "7K4M2P9X0", "7K4M 2P9", "éàùçôîâê", "7K4M\x002P9", "١٢٣٤٥٦٧٨", "'; DROP--"]
)
def test_ce_qui_n_a_pas_la_forme_d_un_numero_n_en_est_pas_un(texte: str):
    assert lire_numero(texte) is None


@given(st.text(max_size=20))
def test_aucun_texte_ne_fait_echouer_la_lecture(texte: str):
    lu = lire_numero(texte)

    assert lu is None or (len(lu) == LONGUEUR and set(lu) <= set(ALPHABET))


def test_les_numeros_tires_sont_justes_distincts_et_bien_repartis():
    tires = [nouveau_numero() for _ in range(4000)]

    assert len(set(tires)) == len(tires)
    assert all(lire_numero(numero) == numero for numero in tires)
    premiers = Counter(numero[0] for numero in tires)
    # 125 attendus par signe ; à dix écarts-types, le hasard n’y est pour rien.
    assert set(premiers) == set(ALPHABET)
    assert max(premiers.values()) < 250


def test_un_numero_se_lit_en_deux_groupes_qui_ne_se_coupent_pas():
    assert en_deux_groupes("7K4M2P9X") == "7K4M\u00a02P9X"


codes = st.text(ALPHABET, min_size=LONGUEUR_CODE - 1, max_size=LONGUEUR_CODE - 1).map(lambda d: d + controle(d))


@given(codes)
def test_un_code_de_document_se_relit_et_ses_fautes_se_voient(code: str):
    assert lire_code(code) == lire_code(en_groupes(code).lower()) == code
    for a, b in combinations(range(LONGUEUR_CODE), 2):
        signes = list(code)
        signes[a], signes[b] = signes[b], signes[a]
        inverse = "".join(signes)
        assert lire_code(inverse) == (code if inverse == code else None)


@given(codes, st.integers(0, LONGUEUR_CODE - 1), st.sampled_from(ALPHABET))
def test_une_faute_d_un_signe_dans_un_code_se_voit(code: str, rang: int, autre: str):
    fautif = code[:rang] + autre + code[rang + 1 :]

    assert lire_code(fautif) == (code if fautif == code else None)


def test_les_codes_tires_sont_distincts_et_se_lisent_en_trois_groupes():
    tires = {nouveau_code() for _ in range(2000)}

    assert len(tires) == 2000
    assert all(lire_code(code) == code for code in tires)
    assert en_groupes("7K4M2P9X3QRTW") == "7K4M\u00a02P9X\u00a03QRTW"
