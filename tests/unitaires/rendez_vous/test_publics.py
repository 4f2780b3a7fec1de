"""L’âge de l’enfant se juge le jour du rendez-vous ; qui réserve comprend ceux d’avant."""

from datetime import date

import pytest

from portail.rendez_vous.creneaux.instants import mois_revolus
from portail.rendez_vous.objets.models import ObjetRdv, QuiReserve
from portail.rendez_vous.objets.publics import HorsDeLAge, est_dans_l_age, peut_reserver, verifier_l_age

SIX_ANS = date(2020, 11, 24)


def objet(**valeurs: object) -> ObjetRdv:
    return ObjetRdv(**{"ouvert": True, "qui_reserve": QuiReserve.TOUS, "orientation": "Voyez le médecin.", **valeurs})


@pytest.mark.parametrize(
    ("naissance", "jour", "mois"),
    [
        (date(2026, 11, 3), date(2026, 11, 24), 0),
        (date(2026, 11, 3), date(2026, 12, 2), 0),
        (date(2026, 11, 3), date(2026, 12, 3), 1),
        (date(2024, 1, 31), date(2024, 2, 29), 0),
        (date(2024, 1, 31), date(2024, 3, 1), 1),
        (date(2027, 1, 1), date(2026, 12, 31), -1),
    ],
)
def test_mois_revolus(naissance: date, jour: date, mois: int):
    assert mois_revolus(naissance, jour) == mois


def test_six_ans_le_jour_meme_c_est_trop_tard_et_la_veille_non():
    suivi = objet(age_min_mois=0, age_max_mois=72)

    assert est_dans_l_age(suivi, SIX_ANS, date(2026, 11, 23))
    assert not est_dans_l_age(suivi, SIX_ANS, date(2026, 11, 24))
    with pytest.raises(HorsDeLAge) as refus:
        verifier_l_age(suivi, SIX_ANS, date(2026, 11, 24))
    assert refus.value.valeurs == {"orientation": "Voyez le médecin."}
    assert "trop âgé" in refus.value.message


def test_trop_jeune_ou_pas_encore_ne():
    bilan = objet(age_min_mois=23, age_max_mois=31)

    with pytest.raises(HorsDeLAge, match="pas encore"):
        verifier_l_age(bilan, date(2026, 11, 3), date(2026, 11, 24))
    with pytest.raises(HorsDeLAge, match="pas encore"):
        verifier_l_age(objet(age_max_mois=72), date(2027, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("reserve", "admis"),
    [
        (QuiReserve.TOUS, {QuiReserve.AGENTS, QuiReserve.INVITES, QuiReserve.TOUS}),
        (QuiReserve.INVITES, {QuiReserve.AGENTS, QuiReserve.INVITES}),
        (QuiReserve.AGENTS, {QuiReserve.AGENTS}),
    ],
)
def test_chacun_comprend_ceux_d_avant(reserve: QuiReserve, admis: set[QuiReserve]):
    assert {qui for qui in QuiReserve if peut_reserver(objet(qui_reserve=reserve), qui)} == admis
    assert not peut_reserver(objet(qui_reserve=reserve, ouvert=False), QuiReserve.AGENTS)
