"""Qui peut s’inscrire où : âge à la rentrée, niveau, commune sous le seuil ; tous les obstacles dits d’un coup."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portail.identite.famille.ages import age_le
from portail.inscriptions.activites.eligibilite import PHRASES, Admission, Obstacle, Profil, Regle, examiner

RENTREE = date(2026, 9, 1)
POPULATIONS = {"44212": 9_495, "44015": 10_376, "44109": 327_734, "44194": 8_555, "44999": 10_000, "44998": 9_999}
REGLE = Regle(age_min=7, age_max=14, date_age=RENTREE, seuil=10_000, populations=POPULATIONS)
LOU = Profil(naissance=date(2018, 3, 2), communes={"44212"})


def obstacles(profil: Profil, regle: Regle = REGLE) -> tuple[Obstacle, ...]:
    return examiner(profil, regle).obstacles


@pytest.mark.parametrize(
    ("naissance", "age", "dits"),
    [
        (date(2019, 9, 1), 7, ()),
        (date(2019, 9, 2), 6, (Obstacle.TROP_JEUNE,)),
        (date(2012, 3, 2), 14, ()),
        (date(2011, 9, 2), 14, ()),
        (date(2011, 9, 1), 15, (Obstacle.TROP_AGE,)),
    ],
)
def test_l_age_se_lit_a_la_rentree(naissance: date, age: int, dits: tuple[Obstacle, ...]):
    constat = examiner(replace(LOU, naissance=naissance), REGLE)

    assert (constat.age, constat.obstacles) == (age, dits)


@pytest.mark.parametrize(
    ("communes", "admission"),
    [
        ({"44212"}, Admission.COMMUNE),
        ({"44998"}, Admission.COMMUNE),
        ({"44999"}, None),
        ({"44015"}, None),
        ({"44109", "44194"}, Admission.COMMUNE),
        ({"35238"}, None),
        (set(), None),
    ],
    ids=["vallet", "juste en dessous", "au seuil", "blain", "garde alternee", "hors du departement", "nulle part"],
)
def test_la_commune_doit_etre_sous_le_seuil(communes: set[str], admission: Admission | None):
    constat = examiner(replace(LOU, communes=communes), REGLE)

    assert constat.admission is admission
    assert (Obstacle.COMMUNE in constat.obstacles) is (admission is None)


def test_les_derogations_se_disent():
    blain = replace(LOU, communes={"44015"})

    assert examiner(replace(blain, deja_inscrit=True), REGLE).admission is Admission.DEJA_INSCRIT
    assert examiner(replace(blain, derogation=True), REGLE).admission is Admission.ACCORDEE
    assert examiner(blain, replace(REGLE, seuil=None, populations={})).admission is Admission.LIBRE


def test_le_niveau_demande_est_exige():
    confirme = replace(REGLE, niveau="confirme")

    assert obstacles(LOU, confirme) == (Obstacle.NIVEAU,)
    assert obstacles(replace(LOU, niveau="confirme"), confirme) == ()
    assert obstacles(replace(LOU, niveau="confirme")) == ()


def test_tout_ce_qui_empeche_se_dit_d_un_coup():
    profil = Profil(naissance=date(2022, 1, 1), communes={"44109"})

    assert obstacles(profil, replace(REGLE, niveau="confirme")) == (
        Obstacle.TROP_JEUNE,
        Obstacle.NIVEAU,
        Obstacle.COMMUNE,
    )
    assert set(PHRASES) == set(Obstacle)


@given(naissance=st.dates(date(2000, 1, 1), date(2026, 8, 31)), jours=st.integers(0, 9000))
def test_l_age_ne_recule_jamais(naissance: date, jours: int):
    jour = naissance + timedelta(days=jours)

    assert 0 <= age_le(jour, naissance) <= age_le(jour + timedelta(days=1), naissance) <= age_le(jour, naissance) + 1


@given(communes=st.sets(st.sampled_from(sorted(POPULATIONS))), autre=st.sampled_from(sorted(POPULATIONS)))
def test_une_residence_de_plus_n_ote_jamais_un_droit(communes: set[str], autre: str):
    seule, deux = (
        examiner(replace(LOU, communes=communes), REGLE),
        examiner(replace(LOU, communes={*communes, autre}), REGLE),
    )

    assert set(deux.obstacles) <= set(seule.obstacles)
