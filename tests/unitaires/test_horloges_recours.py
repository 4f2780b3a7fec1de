"""Contester : quand le délai part, quand il finit, quand il ne vaut pas ; et les motifs d’un rejet implicite."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from portail.demarche.declaration import Mois, Recours
from portail.dossiers.etats import FAVORABLES, NatureDecision
from portail.dossiers.horloges.faits import (
    AccuseDeReception,
    Consultation,
    Decision,
    DemandeDeMotifs,
    MiseADisposition,
    MotifsCommuniques,
    Reexamen,
)
from portail.dossiers.horloges.recalcul import colonnes_de, horloges_de
from portail.dossiers.horloges.types import Horloge, Horloges, Marche, Nature
from tests.unitaires.faits_du_journal import DEPOT, RECEPTION, REJET

ACCUSE = AccuseDeReception(RECEPTION)
REFUS = Decision(date(2026, 12, 10), NatureDecision.REFUS)
MISE = MiseADisposition(date(2026, 12, 10), electronique=True)
SANS_ACCORD = MiseADisposition(date(2026, 12, 10), electronique=False)
IMPLICITE = Decision(date(2027, 1, 21), NatureDecision.REFUS_IMPLICITE)


def lues(*faits) -> Horloges:
    return horloges_de(REJET, (DEPOT, ACCUSE, *faits))


def recours(*faits) -> Horloge:
    horloge = lues(*faits).recours
    assert horloge is not None
    return horloge


def test_le_delai_part_de_la_premiere_lecture():
    horloge = recours(REFUS, MISE, Consultation(date(2026, 12, 14)), Consultation(date(2027, 1, 3)))

    # Franc : le 14 février 2027 est un dimanche, le délai finit le lundi 15.
    assert (horloge.depart, horloge.echeance) == (date(2026, 12, 14), date(2027, 2, 15))
    assert horloge.marche(date(2027, 2, 15)) is Marche.EN_COURS
    assert horloge.marche(date(2027, 2, 16)) is Marche.ECHUE


@pytest.mark.parametrize(
    ("lecture", "depart"),
    [
        (date(2026, 12, 25), date(2026, 12, 25)),
        (date(2026, 12, 26), date(2026, 12, 10)),
        (date(2027, 3, 1), date(2026, 12, 10)),
    ],
    ids=["le quinzième jour", "le seizième", "bien plus tard"],
)
def test_faute_de_lecture_sous_quinze_jours_c_est_la_mise_a_disposition_qui_compte(lecture: date, depart: date):
    """CRPA, R112-20, second alinéa."""
    assert recours(REFUS, MISE, Consultation(lecture)).depart == depart


def test_pas_encore_lue_la_decision_est_reputee_notifiee_passe_quinze_jours():
    horloges = lues(REFUS, MISE)

    assert horloges.notification is not None
    assert (horloges.notification.jour, horloges.notification.presumee_apres) == (None, date(2026, 12, 25))
    assert horloges.recours is not None
    assert (horloges.recours.depart, horloges.recours.echeance) == (date(2026, 12, 10), date(2027, 2, 11))
    assert [etape.nature for etape in horloges.recours.etapes] == [Nature.PRESOMPTION, Nature.DELAI]


def test_sans_accord_expres_une_decision_non_lue_ne_fait_courir_aucun_delai():
    assert recours(REFUS, SANS_ACCORD).marche(date(2030, 1, 1)) is Marche.EN_ATTENTE
    assert recours(REFUS).marche(date(2030, 1, 1)) is Marche.EN_ATTENTE


def test_sans_accord_expres_c_est_la_lecture_qui_compte_si_tardive_soit_elle():
    assert recours(REFUS, SANS_ACCORD, Consultation(date(2027, 6, 1))).depart == date(2027, 6, 1)


def test_un_rejet_implicite_se_conteste_du_jour_ou_il_nait():
    horloge = recours(IMPLICITE)

    assert (horloge.depart, horloge.echeance) == (date(2027, 1, 21), date(2027, 3, 22))


@pytest.mark.parametrize("nature", [NatureDecision.ACCORD, NatureDecision.ACCORD_IMPLICITE])
def test_un_accord_ne_se_conteste_pas(nature: NatureDecision):
    assert lues(Decision(date(2026, 12, 10), nature), MISE).recours is None


@pytest.mark.parametrize("nature", sorted(set(NatureDecision) - FAVORABLES), ids=str)
def test_toute_autre_decision_se_conteste(nature: NatureDecision):
    assert lues(Decision(date(2026, 12, 10), nature), MISE).recours is not None


def test_le_delai_est_celui_de_la_demarche():
    demarche = replace(REJET, recours=Recours(rapo=True, delai=Mois(1)))

    horloge = horloges_de(demarche, (DEPOT, ACCUSE, REFUS, SANS_ACCORD, Consultation(date(2026, 12, 14)))).recours

    assert horloge is not None
    assert horloge.echeance == date(2027, 1, 15)


# ---------- Opposable ou non (L112-12) ----------


def opposable(*faits) -> bool:
    return horloges_de(REJET, (DEPOT, *faits)).opposable


def test_un_accuse_complet_rend_les_delais_opposables():
    assert opposable(ACCUSE, IMPLICITE)
    assert opposable(ACCUSE, REFUS, MISE)


def test_sans_accuse_ou_avec_un_accuse_incomplet_un_rejet_implicite_se_conteste_sans_delai():
    assert not opposable(IMPLICITE)
    assert not opposable(AccuseDeReception(RECEPTION, complet=False), IMPLICITE)


@pytest.mark.parametrize(("lecture", "attendu"), [(date(2027, 1, 21), True), (date(2027, 1, 22), False)])
def test_sans_accuse_une_decision_expresse_notifiee_avant_le_terme_du_silence_suffit(lecture: date, attendu: bool):
    assert opposable(REFUS, SANS_ACCORD, Consultation(lecture)) is attendu


def test_sans_decision_rien_n_est_opposable():
    assert not opposable(ACCUSE)


# ---------- Motifs d’un rejet implicite (L232-4) ----------


@pytest.mark.parametrize(
    ("demande", "limite"), [(date(2027, 2, 1), date(2027, 3, 1)), (date(2027, 1, 31), date(2027, 2, 28))]
)
def test_les_motifs_sont_dus_sous_un_mois(demande: date, limite: date):
    horloges = lues(IMPLICITE, DemandeDeMotifs(demande))

    assert horloges.motifs is not None
    assert (horloges.motifs.depart, horloges.motifs.echeance) == (demande, limite)
    assert colonnes_de(REJET, horloges).echeance == limite


def test_demander_les_motifs_proroge_le_recours_jusqu_a_deux_mois_apres_leur_communication():
    attente = recours(IMPLICITE, DemandeDeMotifs(date(2027, 2, 1)))
    communiques = lues(IMPLICITE, DemandeDeMotifs(date(2027, 2, 1)), MotifsCommuniques(date(2027, 2, 20)))

    assert attente.marche(date(2030, 1, 1)) is Marche.EN_ATTENTE
    assert communiques.recours is not None
    assert communiques.recours.echeance == date(2027, 4, 21)
    assert communiques.motifs is not None
    assert communiques.motifs.marche(date(2028, 1, 1)) is Marche.TENUE
    assert colonnes_de(REJET, communiques).echeance is None


def test_des_motifs_communiques_tard_le_disent():
    horloges = lues(IMPLICITE, DemandeDeMotifs(date(2027, 2, 1)), MotifsCommuniques(date(2027, 3, 2)))

    assert horloges.motifs is not None
    assert horloges.motifs.marche(date(2027, 3, 3)) is Marche.TARDIVE


# ---------- Une décision en remplace une autre ----------


def test_une_decision_expresse_apres_le_silence_ouvre_son_propre_delai():
    expresse = Decision(date(2027, 2, 10), NatureDecision.REFUS)
    horloges = lues(
        IMPLICITE,
        DemandeDeMotifs(date(2027, 2, 1)),
        Reexamen(date(2027, 2, 9)),
        expresse,
        MiseADisposition(date(2027, 2, 10), electronique=True),
        Consultation(date(2027, 2, 12)),
    )

    assert (horloges.decision, horloges.fin) == (NatureDecision.REFUS, date(2027, 2, 10))
    assert horloges.recours is not None
    assert horloges.recours.depart == date(2027, 2, 12)
    assert horloges.motifs is None


def test_un_accord_expres_apres_un_rejet_implicite_ne_laisse_rien_a_contester():
    horloges = lues(IMPLICITE, Reexamen(date(2027, 2, 9)), Decision(date(2027, 2, 10), NatureDecision.ACCORD))

    assert (horloges.decision, horloges.recours) == (NatureDecision.ACCORD, None)
    assert horloges.opposable


def test_ce_qui_precede_la_decision_ne_compte_pas_pour_sa_notification():
    horloges = lues(Consultation(date(2026, 12, 1)), REFUS, SANS_ACCORD)

    assert horloges.notification is not None
    assert horloges.notification.consultation is None
    assert horloges.notification.mise_a_disposition == REFUS.jour
    assert recours(REFUS, SANS_ACCORD).etapes == ()
    assert REFUS.jour + timedelta(days=15) == date(2026, 12, 25)
