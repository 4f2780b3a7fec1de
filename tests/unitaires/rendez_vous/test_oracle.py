"""Le moteur contre l’oracle, sur des milliers d’agendas au hasard : mêmes créneaux, mêmes heures, mêmes candidats."""

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portail.rendez_vous.creneaux.calcul import creneaux, premiers
from tests.unitaires.rendez_vous import agendas
from tests.unitaires.rendez_vous.oracle import Oracle

PROFIL = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}
JOURS = 4


def situation(hasard, *, ensemble, passages=1):
    agents = hasard.randint(2, 5) if ensemble else hasard.randint(1, 4)
    agenda, occupations, du = agendas.au_hasard(hasard, agents=agents, jours=JOURS, ensemble=ensemble)
    bornes = agendas.bornes_au_hasard(hasard, du, jours=JOURS)
    besoins = agendas.reunis(hasard) if ensemble else agendas.seul(hasard)
    langues = ("", "", "lsf") if agendas.numero(99) in agenda.ressources else ("",)
    forme = agendas.forme_au_hasard(hasard, bornes.modalite, besoins, langues=langues, passages=passages)
    return agenda, occupations, forme, bornes


def comparer(agenda, occupations, forme, bornes):
    """Compare, et rend les créneaux trouvés."""
    trouves = list(creneaux(agenda, forme, bornes))
    attendus = Oracle(agenda, occupations, forme, bornes).creneaux()

    lus = {(un.lieu, un.minute): (un.passages, [set(candidats) for candidats in un.candidats]) for un in trouves}
    assert len(lus) == len(trouves), "un début est rendu deux fois"
    assert lus == attendus
    for un in trouves:
        assert un.candidats == tuple(tuple(sorted(set(candidats))) for candidats in un.candidats)
    de_chaque_lieu = {lieu: min(minute for ou, minute in lus if ou == lieu) for lieu, _minute in lus}
    assert {lieu: un.minute for lieu, un in premiers(agenda, forme, bornes).items()} == de_chaque_lieu
    return trouves


AU_HASARD = st.builds(random.Random, st.integers(0, 2**63))
"""Des agendas quelconques, vite tirés."""
REDUCTIBLE = st.randoms(use_true_random=False)
"""Des agendas que l’on sait réduire au plus petit qui échoue."""


@settings(max_examples=1_000, **PROFIL)
@given(AU_HASARD)
def test_un_agent_suffit(hasard):
    comparer(*situation(hasard, ensemble=False))


@settings(max_examples=800, **PROFIL)
@given(AU_HASARD)
def test_binomes_salles_et_chaines(hasard):
    comparer(*situation(hasard, ensemble=True))


@settings(max_examples=200, **PROFIL)
@given(AU_HASARD)
def test_jumeaux(hasard):
    comparer(*situation(hasard, ensemble=hasard.random() < 0.2, passages=2))


@settings(max_examples=150, **PROFIL)
@given(REDUCTIBLE)
def test_un_desaccord_se_reduit(hasard):
    comparer(*situation(hasard, ensemble=hasard.random() < 0.5))
