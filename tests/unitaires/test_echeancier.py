"""L’échéancier d’une prestation : prorata, rappel, trop-perçu retenu, forfait imputé, hospitalisation."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portail.dossiers.prestations.echeancier import (
    ZERO,
    Compte,
    Droit,
    Mensualite,
    Regles,
    Suspension,
    Titre,
    mensualite,
    mois_de,
    mois_suivant,
    previsions,
    sejours_suivis,
    suspension_hospitaliere,
    trop_percu,
)

REGLES = Regles(Decimal("0.20"), Decimal("36.93"))
JANVIER, FEVRIER, MARS, AVRIL = (date(2027, mois, 1) for mois in (1, 2, 3, 4))
SILENCE = Droit(Titre.SILENCE, date(2027, 1, 21), Decimal("1040.17"), date(2027, 2, 9))
DECISION = Droit(Titre.DECISION, date(2027, 2, 10), Decimal("400.00"))


def euros(texte: str) -> Decimal:
    return Decimal(texte)


def test_un_mois_entame_compte_ses_jours():
    compte = Compte((SILENCE,))
    assert compte.du(JANVIER) == euros("369.09")  # 1 040,17 × 11 / 31
    assert compte.du(FEVRIER) == euros("334.34")  # 1 040,17 × 9 / 28
    assert compte.du(MARS) == ZERO


def test_la_premiere_mensualite_rappelle_le_mois_entame():
    compte = Compte((DECISION,))
    premiere = mensualite(compte, MARS, [], REGLES)
    assert (premiere.du, premiere.rappel, premiere.verse) == (euros("400.00"), euros("271.43"), euros("671.43"))


def test_le_forfait_du_silence_s_impute_sur_la_suite_par_cinquiemes():
    """Scénario 7 : dossier complet le 21 novembre, rien le 21 janvier, décision le 10 février à 400 € par mois."""
    avant = Compte((Droit(Titre.SILENCE, SILENCE.debut, SILENCE.montant),))
    fevrier = mensualite(avant, FEVRIER, [], REGLES)
    assert fevrier.verse == euros("1409.26")  # février entier, et onze jours de janvier

    apres = Compte((SILENCE, DECISION))
    trop = fevrier.verse - apres.du(JANVIER) - apres.du(FEVRIER)
    assert trop == euros("867.32")  # 1 409,26 − 141,94 − 400,00
    suite = previsions(apres, [fevrier], REGLES, premier=MARS, nombre=12)
    assert [ligne.retenu for ligne in suite[:3]] == [euros("80.00")] * 3
    assert suite[0].verse == euros("320.00")
    assert sum(ligne.retenu for ligne in suite) == trop
    assert [ligne.verse for ligne in suite[-1:]] == [euros("400.00")]


def test_un_forfait_plus_bas_que_la_decision_n_est_pas_complete():
    bas = Droit(Titre.AVANCE, JANVIER, euros("100.00"), date(2027, 1, 31))
    assert Compte((bas, Droit(Titre.DECISION, FEVRIER, euros("400.00")))).du(JANVIER) == euros("100.00")


def test_un_petit_trop_percu_n_est_pas_repris_un_plus_grand_l_est():
    compte = Compte((Droit(Titre.DECISION, JANVIER, euros("400.00")),))
    janvier = mensualite(compte, JANVIER, [], REGLES)
    for utilise, repris in (("363.07", False), ("363.06", True)):
        reduit = Compte(compte.droits, utilises={JANVIER: euros(utilise)})
        fevrier = mensualite(reduit, FEVRIER, [janvier], REGLES)
        assert bool(fevrier.retenu) is repris
        assert bool(fevrier.abandonne) is not repris
        mars = mensualite(reduit, MARS, [janvier, fevrier], REGLES)
        assert mars.rappel == mars.retenu == ZERO


def test_le_dernier_reste_d_un_grand_trop_percu_se_retient_meme_petit():
    compte = Compte((Droit(Titre.DECISION, JANVIER, euros("400.00")),), utilises={JANVIER: euros("300.00")})
    janvier = mensualite(Compte(compte.droits), JANVIER, [], REGLES)
    suite = previsions(compte, [janvier], REGLES, premier=FEVRIER, nombre=3)
    assert [(ligne.retenu, ligne.reste) for ligne in suite] == [
        (euros("80.00"), euros("20.00")), (euros("20.00"), ZERO), (ZERO, ZERO),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("entree", "sortie", "attendue"),
    [
        (date(2027, 1, 4), None, Suspension(date(2027, 2, 3))),
        (date(2027, 1, 4), date(2027, 1, 20), None),
        (date(2027, 1, 4), date(2027, 2, 20), None),
        (date(2027, 1, 4), date(2027, 4, 12), Suspension(date(2027, 2, 3), date(2027, 4, 1))),
    ],
    ids=["toujours là", "moins de trente jours", "sorti le mois où cela cesserait", "trois mois"],
)
def test_une_hospitalisation_suspend_apres_trente_jours(entree: date, sortie: date | None, attendue: Suspension | None):
    assert suspension_hospitaliere(entree=entree, sortie=sortie, jours_maintenus=30) == attendue


def test_une_hospitalisation_suspend_puis_rend():
    droit = Droit(Titre.DECISION, JANVIER, euros("310.00"))
    compte = Compte((droit,), (Suspension(date(2027, 2, 3), AVRIL),))
    assert [compte.du(mois) for mois in (JANVIER, FEVRIER, MARS, AVRIL)] == [
        euros("310.00"), euros("22.14"), ZERO, euros("310.00"),
    ]  # fmt: skip


def test_un_transfert_prolonge_l_hospitalisation_un_retour_en_recommence_une():
    un, deux, trois = date(2027, 1, 4), date(2027, 1, 20), date(2027, 2, 10)
    assert sejours_suivis([(deux, trois), (un, deux)]) == [(un, trois)]
    assert sejours_suivis([(un, deux), (trois, None)]) == [(un, deux), (trois, None)]
    assert sejours_suivis([(un, deux), (deux, None)]) == [(un, None)]


def test_une_reprise_se_retient_apres_le_reste_et_jamais_plus_d_un_cinquieme():
    droit = Droit(Titre.DECISION, JANVIER, euros("400.00"))
    janvier = mensualite(Compte((droit,)), JANVIER, [], REGLES)
    compte = Compte((droit,), utilises={JANVIER: euros("330.00")}, reprise=euros("25.00"))
    suite = previsions(compte, [janvier], REGLES, premier=FEVRIER, nombre=3)
    assert [(une.retenu, une.repris) for une in suite] == [
        (euros("70.00"), euros("10.00")), (ZERO, euros("15.00")), (ZERO, ZERO),
    ]  # fmt: skip


def test_ce_qui_est_repris_ailleurs_n_est_plus_rien_ici():
    compte = Compte((Droit(Titre.DECISION, JANVIER, euros("400.00"), date(2027, 1, 15)),))
    janvier = Mensualite(JANVIER, euros("400.00"))
    trop = trop_percu(compte, [janvier])
    assert trop == euros("206.45")
    assert trop_percu(replace(compte, solde=trop), [janvier]) == ZERO
    assert mensualite(replace(compte, solde=trop), FEVRIER, [janvier], REGLES).verse == ZERO


montants = st.decimals(0, 2500, places=2)
jours = st.dates(date(2026, 1, 1), date(2027, 6, 30))


@st.composite
def comptes(tirer) -> Compte:
    debut, montant = tirer(jours), tirer(montants)
    decision = debut + timedelta(days=tirer(st.integers(1, 200)))
    entree = tirer(jours)
    suspension = suspension_hospitaliere(
        entree=entree, sortie=tirer(st.none() | st.just(entree + timedelta(days=90))), jours_maintenus=30
    )
    return Compte(
        (
            Droit(Titre.AVANCE, debut, montant, decision - timedelta(days=1)),
            Droit(Titre.DECISION, decision, tirer(montants), decision + timedelta(days=400)),
        ),
        (suspension,) if suspension else (),
    )


@settings(max_examples=40)
@given(comptes(), comptes(), st.integers(1, 14))
def test_rien_ne_se_perd_quoi_qu_on_apprenne_en_chemin(d_abord: Compte, ensuite: Compte, bascule: int):
    """Ce qui est compté à la fin est ce qui est dû, au trop-perçu qui reste près."""
    premier = min(d_abord.ouverture, ensuite.ouverture).replace(day=1)
    emises: list[Mensualite] = []
    for rang, mois in enumerate(mois_de(premier, mois_suivant(premier, 20))):
        emises.append(mensualite(d_abord if rang < bascule else ensuite, mois, emises, REGLES))
    du = sum(ensuite.du(ligne.mois) for ligne in emises)
    assert sum(ligne.compte for ligne in emises) == du + emises[-1].reste
    assert all(ligne.retenu <= ligne.du * REGLES.taux_retenue for ligne in emises)
    assert all(ligne.verse >= 0 and ligne.abandonne <= REGLES.seuil_reprise for ligne in emises)
    assert not any(ligne.rappel and ligne.retenu for ligne in emises)


@settings(max_examples=15, deadline=None)
@given(comptes(), st.decimals(1, 3000, places=2))
def test_une_dette_reprise_est_retenue_au_centime_et_les_droits_n_en_changent_pas(compte: Compte, dette: Decimal):
    """Les mêmes mois sans la dette : la personne reçoit en moins ce qui est repris, et rien d’autre."""
    endette = replace(compte, reprise=dette)
    premier = (compte.ouverture or JANVIER).replace(day=1)
    sans: list[Mensualite] = []
    avec: list[Mensualite] = []
    for mois in mois_de(premier, mois_suivant(premier, 20)):
        sans.append(mensualite(compte, mois, sans, REGLES))
        avec.append(mensualite(endette, mois, avec, REGLES))
    assert [ligne.compte for ligne in avec] == [ligne.compte for ligne in sans]
    assert all(une.verse == autre.verse - une.repris for une, autre in zip(avec, sans, strict=True))
    assert sum(ligne.repris for ligne in avec) <= dette
    assert all(une.retenu + une.repris <= (une.du + une.rappel) * REGLES.taux_retenue for une in avec if une.repris)
    assert trop_percu(endette, avec) == trop_percu(compte, sans) + dette - sum(une.repris for une in avec)
