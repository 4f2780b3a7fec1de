"""Le barème de l’APA : les points de contrôle au centime, les seuils exacts, les millésimes, les arrondis."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.regles import apa
from tests.unitaires.situations_apa import DEPOT, parametres_du, partager, valeurs

PLANS = st.decimals(min_value=0, max_value=3000, places=2)
MENSUELLES = st.decimals(min_value=0, max_value=6000, places=2)
MTP = Decimal("1288.13")
CENTIME = Decimal("0.01")


def montants(*textes: str) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, textes))


@pytest.mark.parametrize(
    ("mensuelles", "par", "gir", "plan", "participation"),
    [
        ("900", "1", 4, "350", "0"),
        ("1000", "1", 4, "400", "9.50"),
        ("1500", "1", 4, "811.52", "121.60"),
        ("1500", "1", 1, "2080.33", "219.84"),
        ("2400", "1.7", 3, "700", "94.23"),
        ("3439.31", "1", 3, "800", "720"),
        ("5000", "1", 4, "350", "315"),
    ],
)
def test_les_exemples_de_la_fiche(mensuelles, par, gir, plan, participation):
    rendue = partager(mensuelles=Decimal(mensuelles), par=Decimal(par), gir=gir, plan=Decimal(plan))

    assert rendue.valeur == Decimal(participation)


def test_les_plafonds_et_les_seuils_de_2026():
    plafonds = apa.plafond_maximal(**valeurs(DEPOT, "apa_mtp", "apa_coef_gir"))
    seuils = apa.seuils(**valeurs(DEPOT, "apa_mtp", "apa_seuil_inf", "apa_seuil_sup", "apa_taux_max"))

    assert tuple(plafonds.chiffres.values()) == montants("2080.33", "1682.30", "1215.99", "811.52")
    assert seuils.valeur == Decimal("933.89425")
    assert (seuils.chiffres["seuil_bas"], seuils.chiffres["seuil_haut"]) == montants("933.89", "3439.31")


@pytest.mark.parametrize(
    ("jour", "mtp"),
    [
        (date(2025, 12, 31), "1266.60"),
        (date(2026, 1, 1), "1288.13"),
        (date(2026, 4, 1), "1288.13"),
        (date(2026, 12, 31), "1288.13"),
        (date(2027, 1, 1), "1298.43"),
        (date(2027, 4, 1), "1298.43"),
    ],
)
def test_le_bareme_change_au_1er_janvier_et_non_au_1er_avril(jour, mtp):
    assert parametres_du(jour)["apa_mtp"] == Decimal(mtp)


@pytest.mark.parametrize(
    ("mensuelles", "participation"),
    [("933.89", "0"), ("933.90", "0"), ("3439.30", "720.00"), ("3439.3071", "720.00"), ("3439.31", "720.00")],
)
def test_aux_seuils_exacts(mensuelles, participation):
    assert partager(mensuelles=Decimal(mensuelles), plan=Decimal(800), gir=3).valeur == Decimal(participation)


def test_le_seuil_de_versement_est_compris_et_change_avec_le_smic():
    def versee(montant: str, jour: date = DEPOT) -> Decimal:
        reglages = valeurs(jour, "smic_horaire", "apa_seuil_versement")
        return apa.apa_versee(apa_theorique=Decimal(montant), **reglages).valeur

    assert (versee("36.93"), versee("36.94")) == montants("0", "36.94")
    assert versee("36.50", date(2026, 5, 31)) == Decimal("36.50")
    assert versee("36.50", date(2026, 6, 1)) == 0


@pytest.mark.parametrize(("tarif_arrondi", "forfait"), [("1", "1040.17"), ("0", "1040.16")])
def test_le_forfait_depend_de_l_arrondi_du_tarif(tarif_arrondi, forfait):
    reglages = valeurs(DEPOT, "apa_mtp", "apa_coef_gir1", "apa_urgence")

    rendu = apa.forfait(**reglages | {"apa_urgence_tarif_arrondi": Decimal(tarif_arrondi)})

    assert rendu.valeur == Decimal(forfait)


def annuelles(**montants_: str) -> Decimal:
    vides = dict.fromkeys(("prelevements", "bati", "terrains", "capitaux", "assurance_vie"))
    lus = {nom: Decimal(texte) for nom, texte in montants_.items()}
    reglages = valeurs(DEPOT, "apa_part")
    return apa.ressources_annuelles(**{**vides, **lus}, **reglages).valeur


def test_les_ressources_comptent_le_patrimoine_qui_dort():
    assert annuelles(revenu="18000") == 18000
    assert annuelles(revenu="18000", prelevements="600") == 18600
    assert annuelles(revenu="18000", bati="2000") == 19000
    assert annuelles(revenu="18000", terrains="1000") == 18800
    assert annuelles(revenu="18000", capitaux="10000") == 18300
    assert annuelles(revenu="18000", assurance_vie="50000") == 19500


@pytest.mark.parametrize(
    ("famille", "lieu", "situation"),
    [
        ("veuf", None, "seul"),
        ("marie", "meme_domicile", "couple_domicile"),
        ("concubin", None, "couple_domicile"),
        ("pacse", "etablissement", "conjoint_etablissement"),
        ("divorce", "etablissement", "seul"),
    ],
)
def test_la_situation_du_foyer_vient_de_la_famille(famille, lieu, situation):
    assert apa.situation_du_foyer(famille, lieu) == situation


@given(mensuelles=MENSUELLES, de_plus=MENSUELLES, plan=PLANS, gir=st.integers(1, 4))
def test_la_participation_croit_avec_les_ressources(mensuelles, de_plus, plan, gir):
    peu = partager(mensuelles=mensuelles, plan=plan, gir=gir).valeur

    assert partager(mensuelles=mensuelles + de_plus, plan=plan, gir=gir).valeur >= peu


@given(mensuelles=MENSUELLES, plan=PLANS, de_plus=PLANS, gir=st.integers(1, 4))
def test_la_participation_et_l_allocation_croissent_avec_le_plan_utilise(mensuelles, plan, de_plus, gir):
    def partage(utilise: Decimal) -> tuple[Decimal, Decimal]:
        rendu = partager(mensuelles=mensuelles, plan=utilise, gir=gir)
        retenu = rendu.chiffres["plan_retenu"]
        assert isinstance(retenu, Decimal)
        return rendu.valeur, retenu - rendu.valeur

    paie, recoit = partage(plan)
    paie_plus, recoit_plus = partage(plan + de_plus)

    assert paie_plus >= paie
    assert recoit_plus >= recoit


@given(mensuelles=MENSUELLES, plan=PLANS, gir=st.integers(1, 6), par=st.sampled_from(montants("1", "1.7", "2")))
def test_la_participation_va_de_zero_a_90_pour_cent_du_plan_plafonne(mensuelles, plan, gir, par):
    rendu = partager(mensuelles=mensuelles, plan=plan, gir=gir, par=par)
    retenu = rendu.chiffres["plan_retenu"]
    assert isinstance(retenu, Decimal)

    assert retenu <= plan
    assert retenu <= apa.plafond(gir=str(gir), **valeurs(DEPOT, "apa_mtp", "apa_coef_gir")).valeur
    assert 0 <= rendu.valeur <= apa.arrondir(Decimal("0.9") * retenu)
    assert rendu.valeur.as_tuple().exponent == -2


@given(mensuelles=MENSUELLES, plan=PLANS, gir=st.integers(1, 4))
def test_la_formule_montree_se_refait_a_la_main(mensuelles, plan, gir):
    rendu = partager(mensuelles=mensuelles, plan=plan, gir=gir)
    c = {nom: chiffre for nom, chiffre in rendu.chiffres.items() if isinstance(chiffre, Decimal)}

    pesees = c["tranche1"] + c["poids2"] * c["tranche2"] + c["poids3"] * c["tranche3"]
    assert abs(c["taux_max"] / 100 * c["position"] * pesees - rendu.valeur) <= 2 * CENTIME


@given(plan=PLANS, gir=st.integers(1, 4))
def test_la_participation_est_continue_aux_deux_seuils(plan, gir):
    """Un dix-millième d’euro de part et d’autre d’un seuil ne fait pas bouger la participation de plus d’un centime."""
    for coefficient in montants("0.725", "2.67"):
        seuil, pas = coefficient * MTP, Decimal("0.0001")
        avant, au, apres = (partager(mensuelles=seuil + d, plan=plan, gir=gir).valeur for d in (-pas, Decimal(0), pas))
        assert max(abs(au - avant), abs(apres - au)) <= CENTIME


@given(mensuelles=MENSUELLES)
def test_la_participation_est_continue_aux_bornes_des_tranches(mensuelles):
    for coefficient in montants("0.317", "0.498"):
        borne = apa.arrondir(coefficient * MTP)
        suite = [partager(mensuelles=mensuelles, plan=borne + pas * CENTIME).valeur for pas in range(-2, 3)]
        assert all(apres - avant <= CENTIME for avant, apres in pairwise(suite))


@given(plan=PLANS, mensuelles=MENSUELLES)
def test_deux_personnes_sans_autre_difference_que_le_gir_partagent_pareil_sous_le_plafond(plan, mensuelles):
    """Sous tous les plafonds, le GIR ne change pas la participation."""
    utilise = min(plan, Decimal("811.52"))

    assert len({partager(mensuelles=mensuelles, plan=utilise, gir=gir).valeur for gir in (1, 2, 3, 4)}) == 1


@pytest.mark.parametrize(("fonction", "cle", "attendu"), [
    (apa.repit_plafond, "apa_coef_repit", "583.52"),
    (apa.relais_plafond, "apa_coef_relais", "1159.32"),
])  # fmt: skip
def test_les_plafonds_du_repit_et_de_l_hospitalisation_de_l_aidant(fonction, cle: str, attendu: str):
    assert fonction(cout=Decimal(700), **valeurs(DEPOT, "apa_mtp", cle)).valeur == Decimal(attendu)


@pytest.mark.parametrize(
    ("cout", "participation", "couvert", "part"),
    [("400", "0", "400.00", "0.00"), ("700", "0", "583.52", "0.00"), ("700", "1", "496.08", "87.44")],
)
def test_une_majoration_couvre_son_plafond_et_laisse_la_part_que_dit_le_parametre(cout, participation, couvert, part):
    lue = apa.majoration(
        cout=Decimal(cout),
        plafond=Decimal("583.52"),
        taux=Decimal("0.14985"),
        apa_majoration_participation=Decimal(participation),
    )

    assert (lue.valeur, lue.chiffres["part"]) == (Decimal(couvert), Decimal(part))
