"""Dix ans d’horloges tirées au sort : changements d’heure, fériés, fins de mois, années bissextiles."""

import calendar
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portail.dossiers.etats import NatureDecision
from portail.dossiers.horloges import calculs
from portail.dossiers.horloges.faits import (
    AccuseDeReception,
    Consultation,
    Decision,
    DemandeDeComplement,
    Depot,
    MiseADisposition,
    Reponse,
    faits_de,
)
from portail.dossiers.horloges.recalcul import colonnes_de, horloges_de
from portail.socle.horloge import PARIS
from portail.territoire.jours import est_ouvre
from tests.unitaires.faits_du_journal import ACCORD, REJET, Ecrit, a_paris, ecrit

DEBUT, FIN = date(2024, 1, 1), date(2034, 12, 31)
JOURS = st.dates(DEBUT, FIN)
INSTANTS = st.datetimes(datetime(2024, 1, 1), datetime(2034, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 — bornes
UN_JOUR = timedelta(days=1)


def changements_d_heure() -> list[date]:
    """Rend les derniers dimanches de mars et d’octobre de ces dix ans."""
    derniers = []
    for annee in range(2024, 2035):
        for mois in (3, 10):
            fin = date(annee, mois, calendar.monthrange(annee, mois)[1])
            derniers.append(fin - timedelta(days=(fin.weekday() + 1) % 7))
    return derniers


def depose_a(instant: datetime) -> Depot:
    [fait] = faits_de([Ecrit(instant, "deposer", {"delai_accuse": 10})])
    assert isinstance(fait, Depot)
    return fait


@given(INSTANTS)
def test_le_jour_de_reception_est_celui_de_paris(instant: datetime):
    jour = depose_a(instant).jour

    assert datetime.combine(jour, datetime.min.time(), PARIS) <= instant
    assert instant < datetime.combine(jour + UN_JOUR, datetime.min.time(), PARIS)


@pytest.mark.parametrize("jour", changements_d_heure(), ids=str)
def test_deux_minutes_autour_de_minuit_font_deux_jours_meme_quand_l_heure_change(jour: date):
    assert depose_a(a_paris(jour - UN_JOUR, "23:59")).jour == jour - UN_JOUR
    assert depose_a(a_paris(jour, "00:01")).jour == jour
    assert depose_a(a_paris(jour, "23:59")).jour == jour
    assert depose_a(a_paris(jour + UN_JOUR, "00:01")).jour == jour + UN_JOUR


@given(JOURS)
def test_l_heure_du_depot_ne_change_aucune_date(jour: date):
    tot, tard = (horloges_de(REJET, [depose_a(a_paris(jour, heure))]) for heure in ("00:01", "23:59"))

    assert tot == tard


@given(JOURS)
def test_le_silence_finit_le_meme_quantieme_ou_le_dernier_jour_du_mois(jour: date):
    echeance = colonnes_de(REJET, horloges_de(REJET, [Depot(jour, 10)])).date_silence

    assert echeance is not None
    assert (echeance.year * 12 + echeance.month) - (jour.year * 12 + jour.month) == 2
    assert echeance.day == min(jour.day, calendar.monthrange(echeance.year, echeance.month)[1])


@given(JOURS, JOURS)
def test_recu_plus_tard_rien_ne_finit_plus_tot(premier: date, second: date):
    tot, tard = (colonnes_de(REJET, horloges_de(REJET, [Depot(jour, 10)])) for jour in sorted([premier, second]))

    assert tot.date_silence <= tard.date_silence
    assert tot.date_accuse <= tard.date_accuse


COMPLEMENTS = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 60), st.integers(0, 90)), max_size=4
)  # jours avant la demande, délai imparti, jours avant la réponse


def suite_de(reception: date, complements) -> tuple[list, int, int]:
    """Rend les faits, les jours suspendus comptés à la main, et ceux qui furent impartis."""
    faits, jour, suspendus, impartis = [Depot(reception, 10)], reception, 0, 0
    for attente, delai, reponse in complements:
        demande = jour + timedelta(days=attente)
        jour = demande + timedelta(days=reponse)
        faits += [DemandeDeComplement(demande, demande + timedelta(days=delai)), Reponse(jour)]
        suspendus += min(delai, reponse)
        impartis += delai
    return faits, suspendus, impartis


@given(JOURS, COMPLEMENTS)
def test_un_rejet_est_repousse_des_jours_suspendus_ni_plus_ni_moins(reception: date, complements):
    faits, suspendus, impartis = suite_de(reception, complements)
    nu = calculs.date_silence(reception, 2)
    echeance = colonnes_de(REJET, horloges_de(REJET, faits)).date_silence

    assert echeance == nu + timedelta(days=suspendus)
    assert nu <= echeance <= nu + timedelta(days=impartis)


@given(JOURS, COMPLEMENTS)
def test_un_accord_court_de_la_derniere_reponse(reception: date, complements):
    faits, _, _ = suite_de(reception, complements)
    dernier = faits[-1].jour

    assert colonnes_de(ACCORD, horloges_de(ACCORD, faits)).date_silence == calculs.date_silence(dernier, 2)


@given(JOURS, st.integers(0, 60), st.booleans())
def test_le_recours_dure_au_moins_ses_deux_mois_et_finit_un_jour_ouvre(jour: date, lecture: int, electronique: bool):
    lu = jour + timedelta(days=lecture)
    faits = [
        Depot(jour, 10),
        AccuseDeReception(jour),
        Decision(jour, NatureDecision.REFUS),
        MiseADisposition(jour, electronique),
        Consultation(lu),
    ]
    recours = horloges_de(REJET, faits).recours

    assert recours is not None
    assert recours.depart == (jour if electronique and lecture > 15 else lu)
    assert est_ouvre(recours.echeance)
    assert UN_JOUR <= recours.echeance - calculs.date_silence(recours.depart, 2) <= 6 * UN_JOUR


@given(JOURS, COMPLEMENTS, st.lists(st.sampled_from(["lire", "ecrire", "joindre", "affecter", "verifier"]), max_size=5))
def test_lire_ecrire_ou_affecter_ne_deplace_aucune_horloge(reception: date, complements, bruits: list[str]):
    entrees = [ecrit("deposer", reception, delai_accuse=10)]
    for fait in suite_de(reception, complements)[0][1:]:
        if isinstance(fait, DemandeDeComplement):
            entrees.append(ecrit("demander_complement", fait.jour, limite=fait.limite.isoformat()))
        else:
            entrees.append(ecrit("completer", fait.jour))
    melees = [e for entree in entrees for e in (entree, *(ecrit(bruit, reception) for bruit in bruits))]

    assert horloges_de(REJET, faits_de(melees)) == horloges_de(REJET, faits_de(entrees))
    assert horloges_de(REJET, faits_de(entrees)) == horloges_de(REJET, suite_de(reception, complements)[0])


@given(JOURS, st.sampled_from([REJET, ACCORD]), COMPLEMENTS)
def test_rien_n_est_eliminable_tant_que_rien_n_est_decide(reception: date, demarche, complements):
    faits, _, _ = suite_de(reception, complements)
    ouvertes = colonnes_de(demarche, horloges_de(demarche, faits))
    decision = Decision(faits[-1].jour, NatureDecision.ACCORD)
    fermees = colonnes_de(demarche, horloges_de(demarche, [*faits, decision]))

    assert (ouvertes.date_fin, ouvertes.date_fin_dua) == (None, None)
    assert fermees.date_fin == decision.jour < fermees.date_fin_active < fermees.date_fin_dua
