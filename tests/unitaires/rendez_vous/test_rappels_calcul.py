"""Quand rappeler : jamais la nuit, jamais après, changements d’heure compris."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portail.parametres.calme import HeuresCalmes
from portail.rendez_vous.rappels.calcul import UTILE, ReglesRappel, SorteRappel, Suite, prevu_le, suite
from portail.socle.horloge import PARIS

NUIT = HeuresCalmes(20, 8)
REGLES = ReglesRappel(
    delais={SorteRappel.LOIN: timedelta(days=2), SorteRappel.PROCHE: timedelta(hours=3)},
    marge=timedelta(hours=1),
    calme=NUIT,
)
# L’automne 2026 et le printemps 2027 : les deux changements d’heure.
INSTANTS = st.integers(0, 220 * 24 * 60).map(lambda n: datetime(2026, 10, 1, tzinfo=UTC) + timedelta(minutes=n))


def paris(mois: int, jour: int, heure: int, minute: int = 0) -> datetime:
    return datetime(2026, mois, jour, heure, minute, tzinfo=PARIS).astimezone(UTC)


@pytest.mark.parametrize(
    ("debut", "sorte", "attendu"),
    [
        (paris(11, 24, 14), SorteRappel.LOIN, paris(11, 22, 14)),
        (paris(11, 24, 14), SorteRappel.PROCHE, paris(11, 24, 11)),
        (paris(11, 24, 10), SorteRappel.PROCHE, paris(11, 24, 8)),  # 7 h tombe la nuit : le matin, deux heures avant
        (paris(11, 24, 8, 30), SorteRappel.PROCHE, paris(11, 23, 19, 45)),  # le matin serait trop tard : la veille
        (paris(10, 26, 10), SorteRappel.LOIN, paris(10, 24, 11)),  # quarante-huit heures vraies, par-dessus le 25
    ],
)
def test_un_rappel_se_prevoit(debut: datetime, sorte: SorteRappel, attendu: datetime):
    assert prevu_le(debut, sorte, REGLES) == attendu


@given(INSTANTS, st.sampled_from(SorteRappel))
def test_un_rappel_est_toujours_avant_l_heure_et_hors_de_la_nuit(debut: datetime, sorte: SorteRappel):
    quand = prevu_le(debut, sorte, REGLES)

    assert quand <= debut - REGLES.marge
    assert not NUIT.est_calme(quand)
    assert suite(quand, debut, REGLES) is Suite.ENVOYER


@given(INSTANTS, st.integers(-60, 60 * 72))
def test_un_rappel_en_retard_part_attend_le_matin_ou_ne_part_plus(debut: datetime, minutes_avant: int):
    maintenant = debut - timedelta(minutes=minutes_avant)
    faire = suite(maintenant, debut, REGLES)

    assert (faire is Suite.TROP_TARD) == (timedelta(minutes=minutes_avant) < UTILE)
    if faire is Suite.ATTENDRE:
        assert NUIT.est_calme(maintenant)
        assert NUIT.reveil(maintenant) <= debut - REGLES.marge
    elif faire is Suite.ENVOYER and NUIT.est_calme(maintenant):
        assert NUIT.reveil(maintenant) > debut - REGLES.marge


@given(INSTANTS)
def test_la_nuit_a_un_soir_et_un_matin(instant: datetime):
    assert not NUIT.est_calme(NUIT.reveil(instant))
    assert not NUIT.est_calme(NUIT.veille(instant))
    assert NUIT.veille(instant) <= instant <= NUIT.reveil(instant)
    assert (NUIT.reveil(instant) == instant) == (not NUIT.est_calme(instant))


@given(INSTANTS, st.integers(0, 60 * 40))
def test_un_delai_ne_court_pas_la_nuit(instant: datetime, minutes: int):
    fin = NUIT.ajouter(instant, timedelta(minutes=minutes))

    # Compté minute par minute : autant de minutes de jour entre les deux qu’on en a accordé.
    depart = NUIT.reveil(instant)
    de_jour = sum(
        not NUIT.est_calme(depart + timedelta(minutes=n)) for n in range(int((fin - depart).total_seconds() // 60))
    )
    assert de_jour == minutes


def test_sans_nuit_un_delai_court_toujours():
    assert HeuresCalmes(8, 8).ajouter(paris(11, 24, 23), timedelta(hours=4)) == paris(11, 25, 3)
    assert not HeuresCalmes(0, 0).est_calme(paris(11, 24, 3))


def test_une_proposition_du_soir_court_le_lendemain():
    assert NUIT.ajouter(paris(11, 24, 22), timedelta(hours=4)) == paris(11, 25, 12)
    assert NUIT.ajouter(paris(11, 24, 18), timedelta(hours=4)) == paris(11, 25, 10)
