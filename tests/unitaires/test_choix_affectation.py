"""À qui va un dossier : la règle seule, sans base."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from portail.instruction.affectation.choix import Equipe, choisir, possibles
from portail.instruction.affectation.queries import Charge

A, B, C, D = (UUID(int=rang) for rang in range(1, 5))
NORD, SUD = UUID(int=90), UUID(int=91)
TOT = datetime(2026, 11, 2, tzinfo=UTC)
TOUS = frozenset({A, B, C, D})


def equipe(absents: dict[UUID, UUID | None] | None = None, secteurs: dict[UUID, set[UUID]] | None = None) -> Equipe:
    return Equipe(TOUS, absents or {}, {s: frozenset(membres) for s, membres in (secteurs or {}).items()})


def test_le_moins_charge_recoit_puis_celui_qui_attend_depuis_le_plus_longtemps():
    charges = {A: Charge(2, TOT), B: Charge(1, TOT + timedelta(hours=2)), C: Charge(1, TOT), D: Charge(5)}

    choix = choisir(TOUS, charges, plafond=None)

    assert choix is not None
    assert (choix.agent_id, choix.charge, choix.candidats) == (C, 1, 4)


def test_a_egalite_parfaite_l_identifiant_departage():
    choix = choisir(TOUS, dict.fromkeys(TOUS, Charge()), plafond=None)

    assert choix is not None
    assert choix.agent_id == A


def test_au_plafond_on_ne_recoit_plus():
    charges = {A: Charge(3), B: Charge(4), C: Charge(3), D: Charge(3)}

    assert choisir(TOUS, charges, plafond=3) is None
    assert choisir([], {}, plafond=None) is None


def test_un_absent_ne_recoit_rien():
    assert possibles(equipe({A: None, B: C}), None) == {C, D}


def test_un_secteur_va_aux_siens_et_au_suppleant_de_ses_absents():
    lui = equipe({A: D}, {NORD: {A, B}, SUD: {C}})

    assert possibles(lui, NORD) == {B, D}
    assert possibles(lui, SUD) == {C}


def test_un_secteur_dont_tous_sont_absents_sans_suppleant_attend_dans_la_file():
    assert possibles(equipe({A: None}, {NORD: {A}}), NORD) == set()
    assert possibles(equipe({A: D, D: None}, {NORD: {A}}), NORD) == set()


def test_hors_secteur_ceux_qui_n_en_ont_pas_sinon_tous():
    assert possibles(equipe(secteurs={NORD: {A, B}}), None) == {C, D}
    assert possibles(equipe(secteurs={NORD: {A, B}, SUD: {C, D}}), None) == TOUS
    assert possibles(equipe(secteurs={NORD: {A}, SUD: set()}), SUD) == {B, C, D}


@given(st.lists(st.integers(0, 9), min_size=4, max_size=4), st.integers(1, 60))
def test_d_office_les_charges_se_rapprochent_sans_jamais_s_ecarter(depart: list[int], nombre: int):
    charges = {agent: Charge(n, TOT) for agent, n in zip((A, B, C, D), depart, strict=True)}
    for heure in range(nombre):
        choix = choisir(TOUS, charges, plafond=None)
        assert choix is not None
        charges[choix.agent_id] = Charge(choix.charge + 1, TOT + timedelta(hours=heure + 1))
    finales = [charge.nombre for charge in charges.values()]

    assert sum(finales) == sum(depart) + nombre
    assert max(finales) - min(finales) <= max(1, max(depart) - min(depart))
