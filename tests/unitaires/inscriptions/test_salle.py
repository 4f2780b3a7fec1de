"""La salle d’attente : rang au hasard pour les présents, ordre d’arrivée ensuite, débit tenu, passe infalsifiable."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portail.inscriptions.ouvertures.salle import (
    Admission,
    Passe,
    PasseRefuse,
    attente_estimee,
    avancer,
    cle_de_rang,
    engagement_de,
    lire_le_passe,
    rythme,
    tirage_de,
)
from portail.socle import chiffrement

HEURE = datetime(2026, 9, 2, 6, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SALLE, CLAIRE = UUID(int=1), UUID(int=2)


@pytest.fixture(autouse=True)
def cles() -> None:
    chiffrement.configurer([(1, b"k" * 32)], "secret d’essai")


def cle(usager: UUID, arrivee: timedelta, graine: str = "g") -> str:
    arrivee_le = HEURE + arrivee
    return cle_de_rang(present=arrivee_le <= HEURE, tirage=tirage_de(graine, usager), arrivee_le=arrivee_le)


def test_les_presents_passent_avant_les_suivants_qui_se_suivent_par_arrivee():
    presents = [cle(uuid4(), -timedelta(minutes=rang)) for rang in range(30)]
    suivants = [cle(uuid4(), timedelta(milliseconds=rang)) for rang in range(1, 30)]

    assert max(presents) < min(suivants)
    assert suivants == sorted(suivants)


def test_entre_presents_l_heure_d_arrivee_ne_compte_pas():
    usagers = [UUID(int=rang) for rang in range(200)]
    par_rang = sorted(usagers, key=lambda usager: cle(usager, -timedelta(seconds=usager.int)))

    assert par_rang == sorted(usagers, key=lambda usager: cle(usager, -timedelta(seconds=500 - usager.int)))
    assert par_rang != sorted(usagers, key=lambda usager: cle(usager, -MINUTE, "autre graine"))
    # Arriver tôt ne vaut rien : les cent premiers arrivés ne sont ni tous devant, ni tous derrière.
    assert 30 < sum(usager.int < 100 for usager in par_rang[:100]) < 70


def test_la_graine_publiee_apres_se_verifie_avec_son_empreinte():
    assert engagement_de("g") == engagement_de("g") != engagement_de("h")


@pytest.mark.parametrize(
    ("minutes", "attendent", "admis"), [(0, 500, 0), (1, 500, 60), (2, 500, 120), (2, 90, 90), (0.5, 500, 30)]
)
def test_le_debit_est_celui_que_l_on_a_mesure(minutes: float, attendent: int, admis: int):
    apres = avancer(HEURE + minutes * MINUTE, Admission(0, HEURE), debit=60, attendent=attendent)

    assert apres.admis == admis


def test_le_temps_ou_personne_n_attend_ne_fait_pas_de_credit():
    vide = avancer(HEURE + 60 * MINUTE, Admission(0, HEURE), debit=60, attendent=0)

    assert avancer(HEURE + 60 * MINUTE + timedelta(seconds=1), vide, debit=60, attendent=1000).admis == 1


@given(pas=st.lists(st.integers(1, 5000), min_size=1, max_size=60), debit=st.integers(1, 600))
def test_regarder_souvent_ne_change_pas_le_debit(pas: list[int], debit: int):
    etat, maintenant = Admission(0, HEURE), HEURE
    for millisecondes in pas:
        maintenant += timedelta(milliseconds=millisecondes)
        suivant = avancer(maintenant, etat, debit=debit, attendent=10**6)
        assert suivant.admis >= etat.admis
        assert etat.compte_le <= suivant.compte_le <= maintenant
        etat = suivant
    juste = debit * (maintenant - HEURE) / MINUTE
    assert juste - 2 <= etat.admis <= juste + 1


@given(rangs=st.lists(st.integers(1, 10_000), min_size=2, max_size=20), debit=st.integers(1, 600))
def test_l_attente_estimee_croit_avec_le_rang(rangs: list[int], debit: int):
    estimees = [attente_estimee(rang, admis=50, debit=debit) for rang in sorted(rangs)]

    assert all(avant <= apres for avant, apres in pairwise(estimees))
    assert attente_estimee(50, admis=50, debit=debit) == timedelta()


# ---------- Le passe ----------


def passe(**autres: object) -> str:
    return Passe(**{"salle_id": SALLE, "usager_id": CLAIRE, "expire_le": HEURE + 20 * MINUTE, **autres}).jeton  # type: ignore[arg-type]


def test_le_passe_ouvre_a_ce_compte_jusqu_a_son_heure():
    lu = lire_le_passe(passe(), salle_id=SALLE, usager_id=CLAIRE, maintenant=HEURE)

    assert lu.expire_le == HEURE + 20 * MINUTE


@pytest.mark.parametrize(
    "jeton",
    ["", ".", "1", "x.y", "99999999999.", "²." + "0" * 64, "-1." + "0" * 64, "9" * 40 + ".a"],
)
def test_un_faux_passe_ne_passe_pas(jeton: str):
    with pytest.raises(PasseRefuse):
        lire_le_passe(jeton, salle_id=SALLE, usager_id=CLAIRE, maintenant=HEURE)


def test_le_passe_d_un_autre_d_une_autre_salle_ou_perime_ne_passe_pas():
    juste = passe()
    fin, _, signature = juste.partition(".")
    for jeton, salle, usager, maintenant in (
        (juste, SALLE, UUID(int=3), HEURE),
        (juste, UUID(int=9), CLAIRE, HEURE),
        (juste, SALLE, CLAIRE, HEURE + 20 * MINUTE),
        (f"{int(fin) + 3600}.{signature}", SALLE, CLAIRE, HEURE),
        (f"{fin}.{signature[:-1]}", SALLE, CLAIRE, HEURE),
    ):
        with pytest.raises(PasseRefuse):
            lire_le_passe(jeton, salle_id=salle, usager_id=usager, maintenant=maintenant)


def test_la_page_se_recharge_d_autant_moins_que_le_tour_est_loin():
    minutes = (0, 1, 2, 4, 8, 16, 60)

    assert [rythme(timedelta(minutes=un)) for un in minutes] == [15, 15, 15, 30, 60, 120, 120]
