"""Le silence : les exemples de la fiche, ce qui le fait partir, ce qui le suspend, ce qui l’arrête."""

from dataclasses import replace
from datetime import date

import pytest

from portail.dossiers.etats import NatureDecision
from portail.dossiers.horloges import calculs
from portail.dossiers.horloges.faits import (
    AccuseDeReception,
    Completude,
    Decision,
    DemandeDeComplement,
    Depot,
    FinDuDelai,
    Poursuite,
    Reexamen,
    Reponse,
    Sortie,
    faits_de,
)
from portail.dossiers.horloges.recalcul import colonnes_de, horloges_de
from portail.dossiers.horloges.types import Horloge, Marche, Nature
from tests.unitaires.faits_du_journal import (
    ACCORD,
    ACCORD_DES_RECEPTION,
    DEPOT,
    RECEPTION,
    RECEVABILITE,
    REJET,
    SANS_SILENCE,
    ecrit,
)

DEMANDE = DemandeDeComplement(date(2026, 12, 1), date(2026, 12, 21))


def silence(demarche, *faits) -> Horloge:
    horloge = horloges_de(demarche, (DEPOT, *faits)).silence
    assert horloge is not None
    return horloge


# ---------- Silence : départ et durée ----------


@pytest.mark.parametrize(
    ("reception", "attendue"),
    [
        (date(2026, 11, 21), date(2027, 1, 21)),
        (date(2026, 12, 31), date(2027, 2, 28)),
        (date(2027, 12, 31), date(2028, 2, 29)),
        (date(2026, 6, 30), date(2026, 8, 30)),
        (date(2024, 2, 29), date(2024, 4, 29)),
    ],
)
def test_le_silence_de_deux_mois_court_de_la_reception(reception: date, attendue: date):
    horloge = horloges_de(REJET, [Depot(reception, 10)]).silence

    assert horloge is not None
    assert (horloge.depart, horloge.echeance) == (reception, attendue)


def test_le_dernier_jour_court_jusqu_a_vingt_quatre_heures():
    assert silence(REJET).marche(date(2027, 1, 21)) is Marche.EN_COURS
    assert silence(REJET).marche(date(2027, 1, 22)) is Marche.ECHUE


def test_sans_delai_le_silence_ne_vaut_rien():
    horloges = horloges_de(SANS_SILENCE, [DEPOT])

    assert horloges.silence is None
    assert colonnes_de(SANS_SILENCE, horloges).date_silence is None
    assert colonnes_de(SANS_SILENCE, horloges).echeance == date(2026, 12, 4)


@pytest.mark.parametrize("demarche", [ACCORD, RECEVABILITE])
def test_un_delai_qui_court_de_la_completude_attend_que_tout_soit_la(demarche):
    incomplet = horloges_de(demarche, [replace(DEPOT, complet=False)]).silence
    completude = Completude(date(2026, 12, 1))
    complet = horloges_de(demarche, [replace(DEPOT, complet=False), completude]).silence

    assert incomplet is not None
    assert complet is not None
    assert (incomplet.depart, incomplet.echeance) == (None, None)
    assert incomplet.marche(date(2027, 6, 1)) is Marche.EN_ATTENTE
    assert (complet.depart, complet.echeance) == (
        completude.jour,
        calculs.date_silence(completude.jour, demarche.delai.nombre),
    )


@pytest.mark.parametrize("demarche", [ACCORD, ACCORD_DES_RECEPTION, RECEVABILITE])
def test_un_dossier_complet_des_le_depot_fait_partir_le_delai_ce_jour_la(demarche):
    assert silence(demarche).depart == RECEPTION


def test_un_rejet_qui_court_de_la_reception_n_attend_aucune_piece():
    incomplet = horloges_de(REJET, [replace(DEPOT, complet=False)]).silence

    assert incomplet is not None
    assert incomplet.echeance == date(2027, 1, 21)


def test_une_completude_notee_deux_fois_ne_fait_pas_repartir_le_delai():
    horloge = silence(ACCORD, Completude(date(2026, 12, 1)), Completude(date(2026, 12, 24)))

    assert horloge.depart == RECEPTION


# ---------- Silence : complément ----------


def test_une_demande_de_complement_suspend_un_rejet_sans_en_changer_la_date():
    horloge = silence(REJET, DEMANDE)

    assert (horloge.suspendue_depuis, horloge.echeance) == (DEMANDE.jour, date(2027, 1, 21))
    assert horloge.marche(date(2027, 3, 1)) is Marche.SUSPENDUE
    assert not horloge.court


@pytest.mark.parametrize(
    ("fin", "attendue"),
    [
        (Reponse(date(2026, 12, 1)), date(2027, 1, 21)),
        (Reponse(date(2026, 12, 11)), date(2027, 1, 31)),
        (Reponse(date(2026, 12, 21)), date(2027, 2, 10)),
        (Reponse(date(2027, 1, 15)), date(2027, 2, 10)),
        (FinDuDelai(date(2026, 12, 22)), date(2027, 2, 10)),
        (FinDuDelai(date(2027, 1, 30)), date(2027, 2, 10)),
        (Poursuite(date(2026, 12, 4)), date(2027, 1, 24)),
        (Reponse(date(2026, 12, 11), complet=False), date(2027, 1, 31)),
    ],
    ids=["le jour même", "avant", "le dernier jour", "après", "échu", "balayé tard", "sans attendre", "incomplète"],
)
def test_le_rejet_est_repousse_du_temps_imparti_au_plus(fin, attendue: date):
    horloge = silence(REJET, DEMANDE, fin)

    assert (horloge.suspendue_depuis, horloge.echeance) == (None, attendue)
    assert horloge.marche(attendue) is Marche.EN_COURS


def test_deux_complements_repoussent_deux_fois():
    second = DemandeDeComplement(date(2026, 12, 20), date(2027, 1, 20))
    horloge = silence(REJET, DEMANDE, Reponse(date(2026, 12, 6)), second, Reponse(date(2026, 12, 25)))

    assert horloge.echeance == date(2027, 1, 31)
    assert [e.nombre for e in horloge.etapes if e.nature is Nature.SUSPENSION] == [5, 5]


@pytest.mark.parametrize("demarche", [ACCORD, ACCORD_DES_RECEPTION])
def test_un_accord_ne_court_qu_a_la_reception_de_ce_qui_manquait(demarche):
    attente = silence(demarche, DEMANDE)
    repondu = silence(demarche, DEMANDE, Reponse(date(2026, 12, 11)))

    assert (attente.depart, attente.echeance, attente.suspendue_depuis) == (None, None, None)
    assert (repondu.depart, repondu.echeance) == (date(2026, 12, 11), date(2027, 2, 11))


def test_un_accord_attend_encore_si_la_reponse_est_incomplete_ou_ne_vient_pas():
    incomplete = silence(ACCORD, DEMANDE, Reponse(date(2026, 12, 11), complet=False))
    echue = silence(ACCORD, DEMANDE, FinDuDelai(date(2026, 12, 22)))
    enfin = silence(ACCORD, DEMANDE, FinDuDelai(date(2026, 12, 22)), Completude(date(2027, 1, 4)))

    assert (incomplete.depart, echue.depart) == (None, None)
    assert enfin.echeance == date(2027, 3, 4)


def test_decider_sans_attendre_tient_le_dossier_pour_complet():
    assert silence(ACCORD, DEMANDE, Poursuite(date(2026, 12, 4))).echeance == date(2027, 2, 4)


def test_une_recevabilite_deja_acquise_se_suspend_comme_tout_rejet():
    horloge = silence(RECEVABILITE, DEMANDE, Reponse(date(2026, 12, 11)))

    assert (horloge.depart, horloge.echeance) == (RECEPTION, date(2027, 3, 31))


@pytest.mark.parametrize("demarche", [REJET, ACCORD, RECEVABILITE])
def test_une_piece_qui_n_est_pas_indispensable_ne_change_rien(demarche):
    facultatif = replace(DEMANDE, indispensable=False)

    assert silence(demarche, facultatif) == silence(demarche)
    assert silence(demarche, facultatif, Reponse(date(2026, 12, 11))).echeance == silence(demarche).echeance
    assert horloges_de(demarche, [DEPOT, facultatif]).complements[0].echeance == facultatif.limite


def test_l_envoi_parti_le_dernier_jour_respecte_la_date_limite():
    """CRPA, L112-13 : la date de l’accusé fait foi ; ici l’heure de Paris, à une minute près."""
    demande = ecrit("demander_complement", date(2026, 12, 1), limite="2026-12-21")
    depot = ecrit("deposer", RECEPTION, delai_accuse=10)
    lues = {
        heure: horloges_de(REJET, faits_de([depot, demande, ecrit("completer", jour, heure)])).complements[0]
        for jour, heure in ((date(2026, 12, 21), "23:59"), (date(2026, 12, 22), "00:01"))
    }

    assert lues["23:59"].marche(date(2027, 1, 1)) is Marche.TENUE
    assert lues["00:01"].marche(date(2027, 1, 1)) is Marche.TARDIVE


# ---------- Silence : ce qui l’arrête ----------


@pytest.mark.parametrize(
    "fin",
    [Decision(date(2027, 1, 21), NatureDecision.ACCORD), Sortie(date(2027, 1, 21))],
    ids=["décision", "sortie"],
)
def test_une_decision_ou_une_sortie_arrete_le_silence(fin):
    horloges = horloges_de(REJET, [DEPOT, AccuseDeReception(RECEPTION), fin])

    assert horloges.silence is not None
    assert horloges.silence.marche(date(2028, 1, 1)) is Marche.TENUE
    assert horloges.fin == fin.jour
    assert colonnes_de(REJET, horloges).echeance is None


def test_une_decision_implicite_date_du_jour_ou_le_delai_finit_quand_qu_on_l_enregistre():
    balaye = ecrit("constater_silence", date(2027, 3, 1), nature="refus_implicite", jour="2027-01-21")
    faits = faits_de([ecrit("deposer", RECEPTION, delai_accuse=10), balaye])
    horloges = horloges_de(REJET, faits)

    assert horloges.silence is not None
    assert (horloges.silence.arret, horloges.fin) == (date(2027, 1, 21), date(2027, 1, 21))
    assert horloges.decision is NatureDecision.REFUS_IMPLICITE


def test_un_reexamen_rouvre_l_affaire_mais_le_silence_ne_repart_pas():
    implicite = Decision(date(2027, 1, 21), NatureDecision.REFUS_IMPLICITE)
    rouverte = horloges_de(REJET, [DEPOT, AccuseDeReception(RECEPTION), implicite, Reexamen(date(2027, 2, 1))])
    redemande = DemandeDeComplement(date(2027, 2, 2), date(2027, 3, 2))
    apres = horloges_de(REJET, [DEPOT, implicite, Reexamen(date(2027, 2, 1)), redemande, Reponse(date(2027, 2, 9))])

    assert (rouverte.fin, rouverte.decision) == (None, NatureDecision.REFUS_IMPLICITE)
    assert colonnes_de(REJET, rouverte).echeance is None
    assert apres.silence is not None
    assert (apres.silence.echeance, apres.silence.suspendue_depuis) == (date(2027, 1, 21), None)


def test_la_prochaine_echeance_est_la_plus_proche_de_celles_que_doit_le_service():
    attend = colonnes_de(REJET, horloges_de(REJET, [DEPOT]))
    accuse = colonnes_de(REJET, horloges_de(REJET, [DEPOT, AccuseDeReception(RECEPTION)]))
    suspendu = colonnes_de(REJET, horloges_de(REJET, [DEPOT, AccuseDeReception(RECEPTION), DEMANDE]))

    assert (attend.echeance, accuse.echeance, suspendu.echeance) == (date(2026, 12, 4), date(2027, 1, 21), None)


def test_la_conservation_court_de_la_fin_de_l_affaire():
    colonnes = colonnes_de(REJET, horloges_de(REJET, [DEPOT, Decision(date(2027, 1, 20), NatureDecision.ACCORD)]))
    ouverte = colonnes_de(REJET, horloges_de(REJET, [DEPOT]))

    assert (colonnes.date_fin, colonnes.date_fin_active, colonnes.date_fin_dua) == (
        date(2027, 1, 20),
        date(2029, 1, 20),
        date(2034, 1, 20),
    )
    assert (ouverte.date_fin, ouverte.date_fin_active, ouverte.date_fin_dua) == (None, None, None)


def test_sans_depot_il_n_y_a_pas_d_horloge():
    assert horloges_de(REJET, []).toutes == ()
    assert faits_de([ecrit("lire", RECEPTION), ecrit("commencer", RECEPTION)]) == ()
