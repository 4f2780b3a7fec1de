"""Accuser l’enregistrement et la réception : un jour, dix jours ouvrés, et ce qui les arrête."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portail.dossiers.horloges import calculs
from portail.dossiers.horloges.faits import AccuseDeReception, Depot, Sortie, faits_de
from portail.dossiers.horloges.recalcul import horloges_de
from portail.dossiers.horloges.types import Marche, Nature
from portail.territoire.jours import est_ouvre
from tests.unitaires.faits_du_journal import DEPOT, RECEPTION, REJET, ecrit

jours = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("reception", "limite"),
    [
        (date(2026, 11, 20), date(2026, 12, 4)),
        (date(2026, 11, 21), date(2026, 12, 4)),
        (date(2026, 12, 18), date(2027, 1, 5)),
        (date(2026, 4, 30), date(2026, 5, 19)),
    ],
    ids=["un vendredi", "un samedi", "Noël et le jour de l’an", "les ponts de mai"],
)
def test_l_accuse_de_reception_est_du_sous_dix_jours_ouvres(reception: date, limite: date):
    accuse = horloges_de(REJET, [Depot(reception, 10)]).accuse

    assert accuse is not None
    assert (accuse.depart, accuse.echeance, accuse.arret) == (reception, limite, None)
    assert accuse.marche(limite) is Marche.EN_COURS
    assert accuse.marche(limite + timedelta(days=1)) is Marche.ECHUE


@pytest.mark.parametrize(
    ("reception", "limite"),
    [(date(2026, 11, 21), date(2026, 12, 1)), (date(2026, 12, 23), date(2027, 1, 2))],
    ids=["plus court que le délai commun", "sans sauter Noël, ni le jour de l’an, ni les fins de semaine"],
)
def test_un_texte_propre_compte_ses_jours_au_calendrier(reception: date, limite: date):
    accuse = horloges_de(REJET, [Depot(reception, 10, delai_accuse_propre=10)]).accuse

    assert accuse is not None
    assert (accuse.echeance, accuse.marche(limite)) == (limite, Marche.EN_COURS)
    assert accuse.marche(limite + timedelta(days=1)) is Marche.ECHUE
    assert [(etape.nature, etape.nombre) for etape in accuse.etapes[1:]] == [
        (Nature.DELAI, 10),
        (Nature.DELAI_PROPRE, 10),
    ]


def test_un_texte_propre_plus_lent_ne_retarde_pas_l_accuse():
    propre = horloges_de(REJET, [replace(DEPOT, delai_accuse_propre=60)]).accuse

    assert propre == horloges_de(REJET, [DEPOT]).accuse


def test_le_journal_garde_le_delai_du_texte_propre():
    [commun] = faits_de([ecrit("deposer", RECEPTION, delai_accuse=10)])
    [propre] = faits_de([ecrit("deposer", RECEPTION, delai_accuse=10, delai_accuse_propre=10)])

    assert (commun, propre) == (DEPOT, replace(DEPOT, delai_accuse_propre=10))


@given(jours, st.integers(1, 30))
def test_la_limite_de_l_accuse_est_un_jour_ouvre_et_laisse_le_compte(reception: date, nombre: int):
    limite = calculs.date_accuse(reception, nombre)
    ecoules = [reception + timedelta(days=n) for n in range(1, (limite - reception).days + 1)]

    assert est_ouvre(limite)
    assert sum(map(est_ouvre, ecoules)) == nombre


def test_l_enregistrement_s_accuse_a_l_instant_et_seulement_pour_un_envoi_electronique():
    en_ligne = horloges_de(REJET, [DEPOT]).enregistrement
    au_guichet = horloges_de(REJET, [replace(DEPOT, electronique=False)])

    assert en_ligne is not None
    assert (en_ligne.arret, en_ligne.echeance) == (RECEPTION, date(2026, 11, 23))
    assert en_ligne.marche(RECEPTION) is Marche.TENUE
    assert au_guichet.enregistrement is None
    assert au_guichet.accuse is not None


@pytest.mark.parametrize(("remis", "marche"), [(date(2026, 12, 4), Marche.TENUE), (date(2026, 12, 5), Marche.TARDIVE)])
def test_un_accuse_remis_arrete_son_horloge_a_temps_ou_trop_tard(remis: date, marche: Marche):
    accuse = horloges_de(REJET, [DEPOT, AccuseDeReception(remis)]).accuse

    assert accuse is not None
    assert accuse.marche(date(2027, 1, 1)) is marche


def test_une_demande_retiree_n_attend_plus_d_accuse():
    accuse = horloges_de(REJET, [DEPOT, Sortie(date(2026, 11, 25))]).accuse

    assert accuse is not None
    assert accuse.marche(date(2027, 1, 1)) is Marche.SANS_OBJET
