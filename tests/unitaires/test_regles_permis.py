"""Les règles de l’aide au permis : les situations de la fiche, aux dates exactes, et chaque borne."""

from datetime import date
from decimal import Decimal

import pytest

from forms.regles import permis
from forms.regles.permis_declarees import REGLES
from portail.demarche.declaration import Verdict
from tests.unitaires.situations_permis import (
    DEPOT,
    PERMIS,
    adresse,
    aminata,
    bilan,
    emma,
    espaces_simples,
    lina,
    tom,
    verifie,
    yanis,
)

CONFORME, NON_CONFORME, A_VERIFIER = Verdict.CONFORME, Verdict.NON_CONFORME, Verdict.A_VERIFIER


def quotient(rfr: str, parts: str) -> Decimal:
    return permis.quotient_familial(rfr=Decimal(rfr), parts=Decimal(parts), permis_qf_arrondi=Decimal(1)).valeur


def texte(reponses: dict, code: str, jour: date = DEPOT) -> str:
    constat = bilan(reponses, jour).constat(code)
    assert constat is not None
    return espaces_simples(constat.texte())


def test_1_lina_17_ans_a_droit_a_500_euros():
    examen = bilan(verifie(lina()))

    assert examen.eligible is True
    assert examen.valeurs == {"quotient_familial": Decimal(476), "forfait": Decimal(500), "montant": Decimal(500)}
    assert texte(lina(), "age") == "Âge à la date de la demande : 17 ans. L’aide au permis B va de 17 à 24 ans."
    assert texte(lina(), "ressources") == "Quotient familial : 476 € par mois. Le plafond est de 600 €."


def test_avant_verification_de_l_ecole_on_ne_se_prononce_pas():
    examen = bilan(lina())

    assert examen.eligible is None
    assert [constat.regle.code for constat in examen.a_verifier] == ["ecole_de_conduite"]


def test_2_yanis_a_droit_la_veille_de_ses_25_ans_et_plus_le_jour_meme():
    assert bilan(verifie(yanis()), date(2026, 11, 21)).eligible is True
    assert bilan(yanis()).valeurs["quotient_familial"] == 410

    refus = bilan(verifie(yanis()), date(2026, 11, 22))

    assert refus.eligible is False
    assert refus.motifs == ("age",)
    assert "25 ans" in texte(yanis(), "age", date(2026, 11, 22))


def test_2_avec_la_borne_a_24_ans_yanis_n_y_a_pas_droit():
    assert bilan(yanis(), permis_age_max_exclu=Decimal(24)).motifs == ("age",)


def test_3_emma_y_a_droit_le_jour_de_son_annee_de_residence():
    avant = bilan(verifie(emma()), date(2026, 11, 30))

    assert bilan(verifie(emma())).motifs == ("residence",)
    assert avant.motifs == ("residence",)
    assert texte(emma(), "residence").startswith("Vous aurez un an de résidence le 1er décembre 2026.")
    assert bilan(emma()).valeurs["quotient_familial"] == 516
    assert bilan(verifie(emma()), date(2026, 12, 1)).eligible is True


def test_3_une_autre_duree_de_residence_se_dit_en_mois():
    constat = bilan(emma(), permis_residence_min=Decimal(18)).constat("residence")

    assert constat is not None
    assert "18 mois de résidence le 1er juin 2027" in espaces_simples(constat.texte())


def test_4_tom_16_ans_est_trop_jeune_pour_b_et_on_lui_propose_am():
    assert bilan(tom()).motifs == ("age",)
    assert texte(tom(), "age") == (
        "Il faut avoir 17 ans pour le permis B. Ce sera le cas le 2 mai 2027. "
        "Dès maintenant, vous pouvez demander l’aide au permis AM : 100 €."
    )
    am = bilan(verifie(tom(categorie="AM")))
    assert (am.eligible, am.valeurs["montant"]) == (True, Decimal(100))


def test_4_avant_14_ans_rien_n_est_propose():
    assert texte(tom(date_naissance="2013-01-08"), "age") == (
        "Il faut avoir 17 ans pour le permis B. Ce sera le cas le 8 janvier 2030."
    )


def test_5_aminata_a_deja_une_aide_de_l_etat():
    examen = bilan(verifie(aminata()))

    assert examen.valeurs["quotient_familial"] == 350
    assert examen.motifs == ("cumul",)
    assert "500 €" in texte(aminata(), "cumul")


def test_5_une_aide_attendue_donne_un_accord_sous_reserve():
    examen = bilan(verifie(aminata(autre_aide="ne_sais_pas")))

    assert examen.eligible is None
    assert [constat.regle.code for constat in examen.a_verifier] == ["cumul"]


def test_5_l_apprentie_sans_aide_est_prevenue_du_non_cumul():
    assert "aide de l’État aux apprentis" in texte(aminata(autre_aide="non"), "cumul")


def test_5_le_pret_a_un_euro_ne_fait_pas_obstacle_sauf_reglement_contraire():
    pret = aminata(aides=[{"aide_organisme": "permis_un_euro", "aide_montant": "1000.00"}])

    assert bilan(verifie(pret)).eligible is True
    assert bilan(verifie(pret)).valeurs["montant"] == 500
    assert bilan(verifie(pret), permis_pret_admis=Decimal(0)).motifs == ("cumul",)


def test_5_si_le_reglement_admet_le_cumul_l_autre_aide_est_deduite_du_cout():
    examen = bilan(verifie(aminata(cout_total="900.00")), permis_cumul_admis=Decimal(1))

    assert (examen.eligible, examen.valeurs["montant"]) == (True, Decimal(400))


def test_6_les_jumeaux_ont_chacun_leur_droit():
    noe, eva = lina(prenoms="Noé"), lina(prenoms="Eva")

    for jumeau in (noe, eva):
        assert bilan(verifie(jumeau) | {"doublons": 0}).eligible is True
    assert PERMIS.unicite == ("categorie",)


def test_6_une_autre_demande_de_la_meme_personne_est_un_doublon():
    assert bilan(lina() | {"doublons": 1}).motifs == ("doublon",)
    assert bilan(lina() | {"doublons": 1}, permis_aides_par_categorie=Decimal(2)).motifs == ()


@pytest.mark.parametrize(
    "domicile",
    [
        adresse("49123", "Ingrandes-le-Fresne-sur-Loire", "49160"),
        adresse("49123", "Le Fresne-sur-Loire", None),
    ],
)
def test_7_le_fresne_sur_loire_n_est_plus_dans_le_departement(domicile):
    examen = bilan(lina(adresse=domicile))

    assert examen.motifs == ("residence",)
    assert "pas en Loire-Atlantique" in texte(lina(adresse=domicile), "residence")


@pytest.mark.parametrize(
    ("rfr", "parts", "attendu", "eligible"),
    [
        ("14300", "2.5", 476, True),
        ("18000", "2.5", 600, True),
        ("18010", "2.5", 600, True),
        ("18030", "2.5", 601, False),
        ("0", "1", 0, True),
        ("1000", "4", 20, True),
    ],
)
def test_les_quotients_de_la_fiche(rfr, parts, attendu, eligible):
    examen = bilan(verifie(lina(rfr=rfr, nb_parts=parts)))

    assert quotient(rfr, parts) == attendu
    assert examen.eligible is eligible
    assert examen.motifs == (() if eligible else ("ressources",))


def test_l_arrondi_du_quotient_est_un_parametre():
    exact = permis.quotient_familial(rfr=Decimal(18010), parts=Decimal("2.5"), permis_qf_arrondi=Decimal("0.01"))

    assert exact.valeur == Decimal("600.33")
    assert bilan(lina(rfr="18010"), permis_qf_arrondi=Decimal("0.01")).motifs == ("ressources",)


def test_le_calcul_s_explique_avec_ses_chiffres():
    explication = bilan(lina(cout_total="300.00")).explication

    quotient_dit, montant_dit = explication("quotient_familial"), explication("montant")
    assert quotient_dit is not None
    assert montant_dit is not None
    assert espaces_simples(quotient_dit.texte()) == ("14 300 € ÷ 12 mois ÷ 2,5 parts = 476,67 €, soit 476 € par mois.")
    assert montant_dit.valeur == 300


def test_avec_l_ase_les_ressources_ne_comptent_pas():
    examen = bilan(verifie(lina(jeune_ase="oui", rfr="90000")))

    assert examen.eligible is True
    assert examen.valeurs["quotient_repute"] == 0
    assert "quotient_familial" not in examen.valeurs
    assert "aide sociale à l’enfance" in texte(lina(jeune_ase="oui"), "ressources")


def test_le_refus_de_ressources_cite_tous_ses_chiffres():
    motif = next(motif for motif in PERMIS.motifs if motif.code == "ressources")

    fait = espaces_simples(bilan(lina(rfr="18030")).fait(motif))

    assert fait == (
        "Le revenu fiscal de référence de votre foyer est de 18 030 €, pour 2,5 parts. "
        "Votre quotient familial est de 601 € par mois. Le plafond est de 600 €."
    )


@pytest.mark.parametrize(
    ("nationalite", "naissance", "verdict"),
    [
        ("fr", "2004-01-01", CONFORME),
        ("ue_eee_suisse", "2004-01-01", CONFORME),
        ("autre", "2004-01-01", A_VERIFIER),
        ("apatride_refugie", "2004-01-01", A_VERIFIER),
        ("autre", "2008-11-22", CONFORME),
        ("autre", "2008-11-21", A_VERIFIER),
    ],
)
def test_le_titre_de_sejour_se_verifie_a_partir_de_18_ans(nationalite, naissance, verdict):
    constat = bilan(lina(nationalite=nationalite, date_naissance=naissance)).constat("sejour")

    assert constat is not None
    assert constat.verdict is verdict


@pytest.mark.parametrize(
    ("agrement", "associations", "verdict"),
    [("ecole", 0, CONFORME), ("association", 1, CONFORME), ("association", 0, NON_CONFORME), ("non", 1, NON_CONFORME)],
)
def test_l_ecole_doit_etre_agreee(agrement, associations, verdict):
    examen = bilan(lina() | {"ecole_agrement": agrement}, permis_association_agreee=Decimal(associations))
    constat = examen.constat("ecole_de_conduite")

    assert constat is not None
    assert constat.verdict is verdict


def test_une_inscription_future_ne_suffit_pas():
    assert bilan(lina(date_inscription="2026-11-22")).motifs == ("ecole",)


def test_les_regles_se_lisent_dans_l_ordre_de_la_fiche():
    assert [regle.code for regle in REGLES][:4] == ["age", "residence", "ressources", "cumul"]
