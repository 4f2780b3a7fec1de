"""Ce qu’une lettre recommandée prouve : le jour de la notification, le délai qui en part, les jours impossibles."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from portail.documents.redaction import Redaction
from portail.dossiers.etats import NatureDecision
from portail.dossiers.horloges.faits import AccuseDeReception, Consultation, Decision, MiseADisposition
from portail.dossiers.horloges.phrases import phrases_pour_la_personne
from portail.dossiers.horloges.plis import IssuePli, Pli, incoherence, pli_lu
from portail.dossiers.horloges.recalcul import horloges_de
from portail.dossiers.horloges.types import Horloges, Marche, Nature
from tests.unitaires.faits_du_journal import DEPOT, RECEPTION, REJET

PRISE = date(2026, 12, 10)
ENVOI, PASSAGE, RETOUR = date(2026, 12, 11), date(2026, 12, 14), date(2026, 12, 30)
ACCUSE = AccuseDeReception(RECEPTION)
REFUS = Decision(PRISE, NatureDecision.REFUS)
PAPIER = MiseADisposition(PRISE, electronique=False, decision="d1")
EN_LIGNE = replace(PAPIER, electronique=True)
PLI = Pli(pli="p1", decision="d1", envoye=ENVOI)
PRESENTE = replace(PLI, presente=PASSAGE)
DISTRIBUE = replace(PLI, issue=IssuePli.DISTRIBUE, issue_le=date(2026, 12, 16))
NON_RECLAME = replace(PRESENTE, issue=IssuePli.NON_RECLAME, issue_le=RETOUR)
REFUSE = replace(PRESENTE, issue=IssuePli.REFUSE, issue_le=date(2026, 12, 17))
INCONNU = replace(PLI, issue=IssuePli.INCONNU, issue_le=date(2026, 12, 18))


def lues(*faits) -> Horloges:
    return horloges_de(REJET, (DEPOT, ACCUSE, REFUS, *faits))


@pytest.mark.parametrize(
    ("pli", "depart"),
    [
        (DISTRIBUE, date(2026, 12, 16)),
        (replace(DISTRIBUE, presente=PASSAGE), date(2026, 12, 16)),
        (REFUSE, PASSAGE),
        (NON_RECLAME, PASSAGE),
        (INCONNU, None),
        (PRESENTE, None),
        (PLI, None),
    ],
    ids=["distribué", "avisé puis retiré", "refusé", "non réclamé", "inconnu", "avisé seulement", "en route"],
)
def test_le_delai_part_de_la_distribution_ou_de_l_avis_de_passage(pli: Pli, depart: date | None):
    horloges = lues(PAPIER, PLI, pli)

    assert horloges.notification is not None
    assert horloges.notification.jour == depart
    assert horloges.recours is not None
    assert horloges.recours.depart == depart
    attendue = Marche.EN_ATTENTE if depart is None else Marche.EN_COURS
    assert horloges.recours.marche(date(2026, 12, 31)) is attendue


def test_le_delai_est_franc_et_son_calcul_se_dit():
    recours = lues(PAPIER, NON_RECLAME).recours

    assert recours is not None
    assert recours.echeance == date(2027, 2, 15)  # franc : le 14 février tombe un dimanche
    assert [etape.nature for etape in recours.etapes] == [Nature.RECOMMANDE, Nature.DELAI]


def test_une_lettre_simple_ne_prouve_rien():
    recours = lues(PAPIER).recours

    assert recours is not None
    assert recours.marche(date(2030, 1, 1)) is Marche.EN_ATTENTE


def test_le_dernier_etat_note_corrige_le_precedent():
    assert lues(PAPIER, DISTRIBUE, REFUSE).recours.depart == PASSAGE
    assert lues(PAPIER, DISTRIBUE, INCONNU).recours.depart is None


def test_de_deux_lettres_la_premiere_qui_prouve_compte():
    second = replace(DISTRIBUE, pli="p2", envoye=date(2026, 12, 22), issue_le=date(2026, 12, 24))

    assert lues(PAPIER, INCONNU, second).recours.depart == date(2026, 12, 24)
    assert lues(PAPIER, NON_RECLAME, second).recours.depart == PASSAGE


def test_la_lettre_d_une_autre_decision_n_y_change_rien():
    assert lues(PAPIER, replace(DISTRIBUE, decision="d0")).recours.depart is None
    remplacee = (PAPIER, DISTRIBUE, Decision(date(2027, 1, 4), NatureDecision.REFUS), replace(PAPIER, decision="d2"))
    assert lues(*remplacee, DISTRIBUE).recours.depart is None


def test_lue_en_ligne_d_abord_c_est_la_lecture_qui_compte():
    avant, apres = Consultation(date(2026, 12, 12)), Consultation(date(2026, 12, 20))

    assert lues(PAPIER, avant, DISTRIBUE).recours.depart == avant.jour
    assert lues(PAPIER, DISTRIBUE, apres).recours.depart == DISTRIBUE.issue_le


def test_avec_accord_expres_la_lettre_recue_sous_quinze_jours_tient_lieu_de_lecture():
    tardif = replace(DISTRIBUE, issue_le=date(2026, 12, 28))

    assert lues(EN_LIGNE, DISTRIBUE).recours.depart == DISTRIBUE.issue_le
    assert lues(EN_LIGNE, tardif).recours.depart == PRISE
    assert lues(EN_LIGNE, INCONNU).notification.presumee_apres == date(2026, 12, 25)


def test_sans_accuse_une_notification_prouvee_avant_le_silence_rend_le_delai_opposable():
    def opposable(*faits) -> bool:
        return horloges_de(REJET, (DEPOT, REFUS, *faits)).opposable

    assert opposable(PAPIER, DISTRIBUE)
    assert not opposable(PAPIER, INCONNU)
    assert not opposable(PAPIER, replace(DISTRIBUE, issue_le=date(2027, 3, 1)))


@pytest.mark.parametrize(
    "faute",
    [
        replace(PLI, envoye=PRISE - timedelta(days=1)),
        replace(PLI, envoye=date(2027, 2, 2)),
        replace(PLI, presente=ENVOI - timedelta(days=1)),
        replace(PLI, presente=date(2027, 2, 2)),
        replace(PLI, issue=IssuePli.DISTRIBUE),
        replace(PLI, issue_le=RETOUR),
        replace(DISTRIBUE, issue_le=ENVOI - timedelta(days=1)),
        replace(DISTRIBUE, issue_le=date(2027, 2, 2)),
        replace(DISTRIBUE, presente=date(2026, 12, 17)),
        replace(REFUSE, presente=None),
        replace(NON_RECLAME, presente=None),
        replace(NON_RECLAME, issue_le=PASSAGE + timedelta(days=14)),
    ],
)
def test_des_jours_qui_ne_se_suivent_pas_sont_refuses(faute: Pli):
    assert incoherence(faute, decidee=PRISE, jour=date(2027, 2, 1))


@pytest.mark.parametrize("juste", [PLI, PRESENTE, DISTRIBUE, REFUSE, INCONNU, NON_RECLAME])
def test_des_jours_qui_se_suivent_passent_et_se_relisent_du_journal(juste: Pli):
    assert not incoherence(juste, decidee=PRISE, jour=date(2027, 2, 1))
    assert pli_lu(juste.en_details()) == juste


@pytest.mark.parametrize(
    ("pli", "dite"),
    [
        (PLI, "envoyée en lettre recommandée le 11 décembre 2026"),
        (PRESENTE, "présentée le 14 décembre 2026"),
        (DISTRIBUE, "remise le 16 décembre 2026"),
        (NON_RECLAME, "La décision vous est notifiée ce jour-là"),
        (INCONNU, "Le délai pour contester n’en part pas"),
    ],
)
def test_la_personne_lit_ou_en_est_sa_lettre(pli: Pli, dite: str):
    phrases = phrases_pour_la_personne(lues(PAPIER, pli), Redaction.en("fr"), date(2027, 1, 4))

    assert dite in phrases[0].replace("\u00a0", " ")
