"""L’examen d’une demande : ce qui manque, ce qui ne s’applique pas, ce qu’on en dit, et le pré-test."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from portail.demarche.bilan import Bilan
from portail.demarche.controles.echantillons import parametres_livres
from portail.demarche.declaration import Calcul, Constat, Motif, Regle, Resultat, Verdict, si
from portail.demarche.eligibilite import evaluer, regles_du_pretest
from portail.demarche.phrases import accolades, ecrire, remplir
from tests.unitaires.situations_permis import (
    COMMUNES,
    DEPOT,
    PERMIS,
    adresse,
    bilan,
    espaces_simples,
    lina,
    verifie,
    yanis,
)

PRETEST = {
    "categorie": "B",
    "date_naissance": "2009-08-14",
    "commune_insee": {"nom": "Clisson", "insee": "44043"},
    "date_arrivee_44": "2009-08-14",
    "rfr": "14300",
    "nb_parts": "2.5",
    "autre_aide": "non",
}


def pretest(**autres) -> Bilan:
    return evaluer(
        PERMIS, PRETEST | autres, jour=DEPOT, parametres=parametres_livres(), communes=COMMUNES, pretest=True
    )


def test_une_regle_sans_reponse_attend_et_dit_ce_qui_manque():
    constat = bilan(lina(date_naissance=None)).constat("age")

    assert constat is not None
    assert (constat.verdict, constat.manque) == (Verdict.EN_ATTENTE, ("date_naissance",))
    assert constat.texte() == "Il manque une réponse pour le vérifier."


def test_une_regle_sans_parametre_attend():
    examen = evaluer(PERMIS, verifie(lina()), jour=DEPOT, parametres={}, communes=COMMUNES)

    assert examen.eligible is None
    assert {constat.regle.code for constat in examen.en_attente} >= {"age", "residence", "ressources", "cumul"}
    assert examen.explications == ()
    age = examen.constat("age")
    assert age is not None
    assert "permis_age_min_b" in age.manque


def test_un_calcul_impossible_fait_attendre_la_regle_qui_en_depend():
    examen = bilan(lina(rfr=None))

    assert "quotient_familial" not in examen.valeurs
    ressources = examen.constat("ressources")
    assert ressources is not None
    assert (ressources.verdict, ressources.manque) == (Verdict.EN_ATTENTE, ("quotient_familial",))


def test_un_seul_obstacle_l_emporte_sur_ce_qui_manque():
    assert bilan(lina(date_naissance=None, rfr="90000")).eligible is False


def test_une_regle_qui_ne_s_applique_pas_ne_se_montre_pas():
    assert bilan(lina()).constat("doublon") is None
    assert bilan(lina(doublons=0)).constat("doublon") is not None
    assert bilan(lina()).explication("quotient_repute") is None


def test_une_demarche_sans_regle_ne_se_prononce_pas():
    assert Bilan().eligible is None
    assert evaluer(replace(PERMIS, regles=(), calculs=()), lina(), jour=DEPOT, parametres={}, communes=()) == Bilan()


def test_les_reponses_orphelines_ne_comptent_pas():
    """Qui déclare des aides puis répond « non » n’a plus d’aide : le coût n’en est pas diminué."""
    examen = bilan(lina(cout_total="450.00", aides=[{"aide_organisme": "commune", "aide_montant": "200.00"}]))

    assert examen.valeurs["montant"] == 450


def test_le_premier_endroit_rempli_l_emporte():
    deux = pretest(adresse=adresse("35000", "Rennes", None))

    assert deux.motifs == ("residence",)


def test_une_commune_connue_d_un_contexte_plus_large_suffit():
    class Partout:
        def __contains__(self, code: object) -> bool:
            return True

    examen = evaluer(
        PERMIS,
        lina(adresse=adresse("49123", "Ingrandes-le-Fresne-sur-Loire", "49160")),
        jour=DEPOT,
        parametres=parametres_livres(),
        communes=Partout(),
    )
    assert examen.motifs == ()


def test_le_jour_passe_aux_fonctions_est_celui_de_l_examen():
    def juger(*, jour: date) -> Constat:
        return Constat(Verdict.CONFORME, "vu", {"jour": jour})

    regle = Regle(
        code="jour", titre="Jour", fonction=juger, entrees={}, messages={"vu": "Le {jour}."}, fondement="Aucun"
    )
    examen = evaluer(replace(PERMIS, regles=(regle,)), {}, jour=date(2026, 12, 1), parametres={}, communes=())

    assert examen.constats[0].texte() == "Le 1er décembre 2026."
    assert examen.constats[0].texte(langue="en") == "Le 1 December 2026."
    assert examen.constats[0].texte(lambda texte: {"Le {jour}.": "On {jour}."}[texte], "en") == "On 1 December 2026."


def test_un_calcul_sert_d_entree_au_suivant_sous_condition():
    double = Calcul(
        code="double",
        titre="Double",
        fonction=lambda *, cout: Resultat(cout * 2),
        entrees={"cout": ("cout_total",)},
        explication="{valeur}",
        si=si("categorie", "B"),
    )
    quadruple = replace(double, code="quadruple", entrees={"cout": ("double",)}, si=None)
    demarche = replace(PERMIS, calculs=(double, quadruple), regles=())

    def valeurs(reponses):
        return evaluer(demarche, reponses, jour=DEPOT, parametres={}, communes=()).valeurs

    assert valeurs(lina(cout_total="10.00")) == {"double": Decimal(20), "quadruple": Decimal(40)}
    assert valeurs(lina(cout_total="10.00", categorie="AM")) == {}


def test_le_pretest_juge_ce_qu_il_demande_et_rien_d_autre():
    assert [regle.code for regle in regles_du_pretest(PERMIS)] == ["age", "residence", "ressources", "cumul"]
    assert regles_du_pretest(replace(PERMIS, pretest=None)) == ()


def test_le_pretest_de_lina_est_favorable():
    examen = pretest()

    assert examen.eligible is True
    assert (examen.valeurs["quotient_familial"], examen.valeurs["forfait"]) == (476, 500)


def test_le_pretest_dit_tout_ce_qui_s_oppose():
    examen = pretest(
        date_naissance="2001-11-21", commune_insee={"nom": "Rennes", "insee": "35238"}, rfr="90000", autre_aide="oui"
    )

    assert examen.eligible is False
    assert examen.motifs == ("age", "residence", "ressources", "cumul")


def test_le_pretest_incomplet_ne_se_prononce_pas():
    assert pretest(rfr=None).eligible is None
    assert pretest(autre_aide="ne_sais_pas").eligible is None


def test_une_commune_hors_de_l_annuaire_est_une_reponse():
    assert pretest(commune_insee={"nom": "Rennes (35000)", "insee": None}).motifs == ("residence",)


def test_un_motif_sans_chiffre_connu_laisse_a_l_agent_de_quoi_completer():
    motif = Motif(code="x", libelle="X", droit="D", fait="Vous avez {age} ans et {inconnu} chats.")

    assert espaces_simples(bilan(yanis()).fait(motif)) == "Vous avez 24 ans et … chats."


def test_les_chiffres_d_une_regle_priment_pour_son_propre_motif():
    def regle(code: str, chiffre: int) -> Regle:
        return Regle(
            code=code,
            titre=code,
            fonction=lambda: Constat(Verdict.NON_CONFORME, "m", {"n": chiffre}),
            entrees={},
            messages={"m": "{n}"},
            fondement="Aucun",
            motif=code,
        )

    demarche = replace(PERMIS, calculs=(), regles=(regle("un", 1), regle("deux", 2)))
    examen = evaluer(demarche, {}, jour=DEPOT, parametres={}, communes=())

    for code, attendu in (("un", "1"), ("deux", "2")):
        assert examen.fait(Motif(code=code, libelle="", droit="", fait="{n}")) == attendu


def test_les_chiffres_s_ecrivent_dans_la_langue():
    ecrits = [ecrire(valeur) for valeur in (Decimal(14300), Decimal("2.5"), Decimal("476.60"), 3, "B")]

    assert [espaces_simples(ecrit) for ecrit in ecrits] == ["14 300", "2,5", "476,60", "3", "B"]
    assert ecrire(Decimal("14300.50"), "en") == "14,300.50"
    assert ecrire(date(2026, 12, 1)) == "1er décembre 2026"
    assert remplir("{a} et {b}", {"a": 1}) == "1 et …"
    assert remplir("{a:part|parts}, {b:mois|mois}", {"a": 1}) == "1 part, … mois"
    assert [remplir("{n:part|parts}", {"n": Decimal(n)}) for n in ("0", "1.75", "2")] == [
        "0 part",
        "1,75 part",
        "2 parts",
    ]
    assert [remplir("{n:share|shares}", {"n": Decimal(n)}, "en") for n in ("1", "1.5")] == ["1 share", "1.5 shares"]
    assert accolades("{a:part|parts}") == {"a"}
    assert accolades("{a} puis {b} puis {a}") == {"a", "b"}


@given(
    jour=st.dates(min_value=date(2018, 1, 1), max_value=date(2040, 12, 31)),
    arrivee=st.dates(max_value=date(2040, 1, 1)),
)
def test_le_pretest_et_le_depot_disent_la_meme_chose(jour, arrivee):
    """Mêmes réponses, même jour : les règles du pré-test rendent les mêmes constats qu’au dépôt."""
    reponses = {"date_arrivee_44": arrivee.isoformat()}

    depose = bilan(lina(**reponses), jour)
    essai = evaluer(
        PERMIS, PRETEST | reponses, jour=jour, parametres=parametres_livres(), communes=COMMUNES, pretest=True
    )

    for constat in essai.constats:
        assert depose.constat(constat.regle.code) == constat


def test_une_reserve_laisse_le_droit_ouvert_et_propose_son_motif():
    def reserver(*, rfr: Decimal) -> Constat:
        return Constat(Verdict.RESERVE if rfr > 10 else Verdict.CONFORME, "vu", {"rfr": rfr})

    regle = Regle(
        code="versement", titre="Versement", fonction=reserver, entrees={"rfr": ("rfr",)},
        messages={"vu": "Revenu : {rfr}."}, fondement="Règlement", motif="trop_peu",
    )  # fmt: skip
    demarche = replace(PERMIS, regles=(regle,))

    def examen(rfr: str) -> Bilan:
        return evaluer(demarche, lina(rfr=rfr), jour=DEPOT, parametres=parametres_livres(), communes=COMMUNES)

    assert (examen("11").eligible, examen("11").motifs, examen("11").motifs_de_reserve) == (True, (), ("trop_peu",))
    assert (examen("10").eligible, examen("10").motifs_de_reserve) == (True, ())
