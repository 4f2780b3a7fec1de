"""La table des états : ce qu’elle permet, ce qu’elle interdit, et qu’aucun dossier n’y reste coincé."""

from collections.abc import Collection
from itertools import pairwise

import pytest

from portail.dossiers.etats import ATTENDU, ETATS_EN_COURS, TRANSITIONS, Attendu, Etat, Geste, NatureDecision
from portail.guichets.agents import mots
from portail.guichets.usagers import frise

FINIS = {Etat.DECIDE, Etat.CLOS, Etat.DESISTE, Etat.SANS_SUITE, Etat.IRRECEVABLE, Etat.TRANSMIS}
# Écrit à la main depuis la fiche : ce que la loi et le règlement permettent, pas ce que le code en fait.
PERMIS = {
    (Etat.BROUILLON, Geste.DEPOSER): Etat.DEPOSE,
    (Etat.DEPOSE, Geste.PRENDRE_EN_CHARGE): Etat.EN_INSTRUCTION,
    (Etat.DEPOSE, Geste.DEMANDER_COMPLEMENT): Etat.A_COMPLETER,
    (Etat.EN_INSTRUCTION, Geste.DEMANDER_COMPLEMENT): Etat.A_COMPLETER,
    (Etat.A_COMPLETER, Geste.COMPLETER): Etat.EN_INSTRUCTION,
    (Etat.EN_SIGNATURE, Geste.RENVOYER): Etat.EN_INSTRUCTION,
    (Etat.DECIDE, Geste.CLORE): Etat.CLOS,
    (Etat.DECIDE, Geste.REEXAMINER): Etat.EN_INSTRUCTION,
    (Etat.DECIDE, Geste.CONSTATER_CADUCITE): Etat.DECIDE,
}
for _signee in (Etat.DECIDE, Etat.CLOS, Etat.IRRECEVABLE):
    PERMIS[_signee, Geste.RETIRER_LA_DECISION] = PERMIS[_signee, Geste.ABROGER] = Etat.DECIDE
# Une décision sur recours remplace celle qui est en vigueur, que son réexamen ait repris ou non.
_AVEC_UNE_DECISION = (
    Etat.DECIDE,
    Etat.CLOS,
    Etat.IRRECEVABLE,
    Etat.A_COMPLETER,
    Etat.EN_INSTRUCTION,
    Etat.EN_SIGNATURE,
)
PERMIS |= {(_etat, Geste.REFORMER): Etat.DECIDE for _etat in _AVEC_UNE_DECISION}
for _ouvert in (Etat.DEPOSE, Etat.A_COMPLETER, Etat.EN_INSTRUCTION):
    PERMIS[_ouvert, Geste.PROPOSER] = Etat.EN_SIGNATURE
    PERMIS[_ouvert, Geste.CLASSER] = Etat.SANS_SUITE
    PERMIS[_ouvert, Geste.TRANSMETTRE] = Etat.TRANSMIS
for _en_cours in (Etat.DEPOSE, Etat.A_COMPLETER, Etat.EN_INSTRUCTION, Etat.EN_SIGNATURE):
    PERMIS[_en_cours, Geste.ACCEPTER] = Etat.DECIDE
    PERMIS[_en_cours, Geste.REFUSER] = Etat.DECIDE
    PERMIS[_en_cours, Geste.DECLARER_IRRECEVABLE] = Etat.IRRECEVABLE
    PERMIS[_en_cours, Geste.RETIRER] = Etat.DESISTE
    PERMIS[_en_cours, Geste.CONSTATER_SILENCE] = Etat.DECIDE


@pytest.mark.parametrize("geste", Geste)
@pytest.mark.parametrize("etat", Etat)
def test_la_table_permet_ce_que_la_fiche_permet_et_rien_d_autre(etat: Etat, geste: Geste):
    transition = TRANSITIONS[geste]

    assert (transition.vers if etat in transition.depuis else None) == PERMIS.get((etat, geste))


def _atteints(depart: Etat, *, sauf: Collection[Geste] = ()) -> set[Etat]:
    vus, a_voir = {depart}, [depart]
    while a_voir:
        ici = a_voir.pop()
        suite = {t.vers for geste, t in TRANSITIONS.items() if ici in t.depuis and geste not in sauf} - vus
        vus |= suite
        a_voir += suite
    return vus


def test_on_ne_revient_jamais_au_brouillon():
    assert Etat.BROUILLON not in {transition.vers for transition in TRANSITIONS.values()}


@pytest.mark.parametrize("etat", sorted(ETATS_EN_COURS))
def test_de_tout_etat_en_cours_on_arrive_a_une_reponse(etat: Etat):
    assert {Etat.DECIDE, Etat.DESISTE, Etat.SANS_SUITE} <= _atteints(etat)


def test_une_fois_fini_on_ne_reprend_pas_l_etude_sauf_apres_une_decision_implicite():
    assert TRANSITIONS[Geste.REEXAMINER].depuis == {Etat.DECIDE}
    for etat in FINIS:
        assert _atteints(etat, sauf=[Geste.REEXAMINER]) <= FINIS


def test_tout_etat_est_brouillon_en_cours_ou_fini():
    assert {Etat.BROUILLON} | ETATS_EN_COURS | FINIS == set(Etat)
    assert not ETATS_EN_COURS & FINIS


def test_on_attend_quelqu_un_tant_que_rien_n_est_fini():
    assert set(ATTENDU) == {Etat.BROUILLON} | ETATS_EN_COURS
    assert {etat for etat, qui in ATTENDU.items() if qui is Attendu.USAGER} == {Etat.BROUILLON, Etat.A_COMPLETER}


def test_chaque_etat_et_chaque_nature_se_disent_en_un_mot_et_une_forme():
    assert set(mots.ETATS) == set(frise.ETATS) == set(Etat)
    assert set(mots.NATURES) == set(NatureDecision)
    assert all(mot and forme for mot, forme in [*mots.ETATS.values(), *frise.ETATS.values(), *mots.NATURES.values()])


def test_chaque_geste_se_dit_au_journal():
    assert {geste.value for geste in Geste} - set(mots.ACTIONS) == {Geste.CLORE.value}


def test_la_frise_avance_dans_le_sens_de_l_etude():
    chemin = [Etat.DEPOSE, Etat.EN_INSTRUCTION, Etat.EN_SIGNATURE, Etat.DECIDE]

    assert all(frise.RANGS[avant] < frise.RANGS[apres] for avant, apres in pairwise(chemin))
    assert frise.RANGS[Etat.A_COMPLETER] < frise.RANGS[Etat.EN_INSTRUCTION]
