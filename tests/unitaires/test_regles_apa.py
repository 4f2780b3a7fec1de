"""L’APA à domicile par sa déclaration : les 45 points de contrôle, les scénarios de la fiche, chaque condition."""

from datetime import date
from decimal import Decimal

import pytest

from portail.demarche.declaration import Verdict
from portail.demarche.parcours import pages_a_remplir, pieces_attendues
from tests.unitaires.situations_apa import (
    APA,
    DEPOT,
    RENNES,
    antoine,
    bilan,
    couple_guerin,
    espaces_simples,
    jeanne,
    oracle,
)
from tests.unitaires.situations_permis import adresse

SORTIES = ("participation", "taux", "apa_theorique", "apa_versee", "reste_hors_plafond")


def texte(reponses: dict, code: str, jour: date = DEPOT) -> str:
    constat = bilan(reponses, jour).constat(code)
    assert constat is not None
    return espaces_simples(constat.texte())


def verdict(reponses: dict, code: str, jour: date = DEPOT) -> Verdict:
    constat = bilan(reponses, jour).constat(code)
    assert constat is not None
    return constat.verdict


def evalue(reponses: dict, *, gir: int, plan: str) -> dict:
    """La même situation, après la visite."""
    return reponses | {"gir": str(gir), "plan_aide": plan}


@pytest.mark.parametrize("point", oracle(), ids=lambda point: f"{point['id']} {point['description']}")
def test_les_45_points_de_controle_au_centime(point):
    reponses = {nom: point[nom] for nom in ("age", "situation", "ressources_foyer", "gir", "plan_aide")}

    examen = bilan(reponses, date.fromisoformat(f"{point['mois']}-01"), pretest=True)

    attendues = {nom: Decimal(point[nom]) for nom in SORTIES}
    attendues |= {"plafond": Decimal(point["plafond"]), "plan_retenu": Decimal(point["plan_retenu"])}
    assert {nom: examen.valeurs[nom] for nom in attendues} == attendues
    assert round(examen.valeurs["ressources"], 2) == Decimal(point["R_individuel"])
    assert next(iter((*examen.motifs, *examen.motifs_de_reserve)), "") == point["motif"]
    assert examen.eligible is (point["motif"] not in ("gir_5_ou_6", "age_inferieur_60"))


def test_il_y_a_bien_45_points():
    assert len(oracle()) == 45


def test_1_jeanne_depasse_le_plafond_du_gir_4():
    examen = bilan(evalue(jeanne(), gir=4, plan="1000.00"))

    assert examen.eligible is True
    assert examen.valeurs["plan_retenu"] == Decimal("811.52")
    assert examen.valeurs["participation"] == Decimal("121.60")
    assert examen.valeurs["apa_versee"] == Decimal("689.92")
    assert examen.valeurs["reste_hors_plafond"] == Decimal("188.48")


def test_1_la_formule_se_lit_en_toutes_lettres():
    explication = bilan(evalue(jeanne(), gir=4, plan="1000.00")).explication

    textes = {code: espaces_simples(dite.texte()) for code in SORTIES if (dite := explication(code))}
    assert textes["participation"].startswith(
        "Vous payez 121,60 € par mois. Calcul : "
        "90 % × 0,225953 × (408,34 € + 0,535572 × 233,15 € + 0,380762 × 170,03 €) = 121,60 €."
    )
    assert textes["apa_theorique"] == "Plan retenu 811,52 € − participation 121,60 € = 689,92 € par mois."


def test_2_le_couple_guerin_divise_ses_ressources():
    examen = bilan(evalue(couple_guerin(), gir=3, plan="700.00"))

    assert examen.valeurs["participation"] == Decimal("94.23")
    assert examen.valeurs["apa_versee"] == Decimal("605.77")


@pytest.mark.parametrize(
    ("plan", "theorique", "versee", "motifs"),
    [("350.00", "35.00", "0.00", ("inferieur_seuil_versement",)), ("369.40", "36.94", "36.94", ())],
)
def test_3_robert_a_un_droit_qui_ne_se_verse_pas(plan, theorique, versee, motifs):
    examen = bilan(evalue(jeanne(date_naissance="1947-01-05", revenu_declare="60000.00"), gir=4, plan=plan))

    assert examen.eligible is True
    assert examen.valeurs["apa_theorique"] == Decimal(theorique)
    assert examen.valeurs["apa_versee"] == Decimal(versee)
    assert examen.motifs == ()
    assert examen.motifs_de_reserve == motifs


def test_3_la_lettre_dit_le_droit_reconnu_et_le_seuil():
    motif = next(motif for motif in APA.motifs if motif.code == "inferieur_seuil_versement")

    fait = bilan(evalue(jeanne(revenu_declare="60000.00"), gir=4, plan="350.00")).fait(motif)

    assert espaces_simples(fait) == (
        "Votre droit est reconnu. L’allocation est de 35 € par mois ; jusqu’à 36,93 € compris, trois fois le Smic "
        "horaire brut de 12,31 €, elle n’est pas versée."
    )
    assert motif.gestes == ("accepter",)


def test_4_simone_recoit_le_forfait_d_urgence_des_le_depot():
    simone = jeanne(date_naissance="1935-03-02", urgence="deces_ou_hospitalisation_aidant")

    examen = bilan(simone)

    assert examen.valeurs["forfait"] == Decimal("1040.17")
    assert texte(simone, "urgence") == (
        "Urgence déclarée. Si elle est attestée, 1 040,17 € par mois sont versés dès le 21 novembre 2026, "
        "jusqu’au 21 janvier 2027 au plus tard."
    )
    assert "attestation_urgence" in {piece.identifiant for piece in pieces_attendues(APA, simone, DEPOT)}
    assert bilan(evalue(simone, gir=2, plan="1500.00")).eligible is None


def test_5_antoine_est_oriente_vers_sa_caisse_sans_etre_empeche_de_deposer():
    examen = bilan(antoine())

    assert verdict(antoine(), "orientation") is Verdict.A_VERIFIER
    assert texte(antoine(), "orientation") == (
        "Réponses « non » : 1. En dessous de 2, la caisse de retraite peut aider plus vite. "
        "Vous pouvez quand même demander l’allocation."
    )
    assert examen.motifs == ()
    assert pages_a_remplir(APA, antoine(), DEPOT) == ()


def test_5_gir_5_le_refus_dit_le_gir_et_joint_le_compte_rendu():
    examen = bilan(evalue(antoine(), gir=5, plan="0"))
    motif = next(motif for motif in APA.motifs if motif.code == "gir_5_ou_6")

    assert examen.motifs == ("gir_5_ou_6",)
    assert examen.valeurs["apa_versee"] == 0
    assert espaces_simples(examen.fait(motif)).startswith(
        "L’évaluation faite à votre domicile vous classe dans le GIR 5."
    )


def lucette(**autres) -> dict:
    """Lucette Hamon, en résidence autonomie à Rezé depuis un mois, vingt ans à Rennes avant."""
    return (
        jeanne(
            adresse=adresse("44400", "Rezé", "44143"),
            date_arrivee_44="2026-10-21",
            lieu_vie="residence_autonomie",
            commune_avant=RENNES,
            date_entree="2026-10-21",
        )
        | autres
    )


def test_6_lucette_garde_son_domicile_de_secours_d_avant():
    assert bilan(lucette()).motifs == ("domicile_de_secours",)
    assert texte(lucette(), "domicile_de_secours").endswith(
        "Nous lui transmettons la demande au plus tard le 21 décembre 2026."
    )
    assert bilan(lucette(date_arrivee_44="2020-01-01")).motifs == ("domicile_de_secours",)


@pytest.mark.parametrize(
    ("changements", "message"),
    [
        ({"commune_avant": {"nom": "Blain", "insee": "44015"}}, "garde"),
        ({"lieu_vie": "domicile", "date_arrivee_44": "2026-08-21"}, "conforme"),
        ({"lieu_vie": "domicile", "date_arrivee_44": "2026-08-22"}, "trop_recent"),
        ({"lieu_vie": "proche", "adresse": adresse("35000", "Rennes", None)}, "hors_departement"),
    ],
)
def test_6_le_domicile_de_secours_s_acquiert_en_trois_mois_hors_etablissement(changements, message):
    constat = bilan(lucette(**changements)).constat("domicile_de_secours")

    assert constat is not None
    assert constat.message == message


def test_9_une_aide_non_cumulable_ouvre_un_choix_jamais_un_refus():
    examen = bilan(evalue(jeanne(prestations_en_cours=["mtp"]), gir=3, plan="700.00"))

    assert examen.motifs == ()
    assert examen.eligible is None
    assert "Vous aurez à choisir" in texte(jeanne(prestations_en_cours=["mtp"]), "cumul")
    assert "s’arrête" in texte(jeanne(prestations_en_cours=["caisse_retraite"]), "cumul")


@pytest.mark.parametrize(
    ("choix", "verdict_", "motifs"),
    [
        ({"aide_choisie": "allocation"}, Verdict.CONFORME, ()),
        ({"aide_choisie": "autre"}, Verdict.NON_CONFORME, ("prestation_non_cumulable",)),
    ],
)
def test_9_seul_le_choix_de_la_personne_ferme_l_option(choix, verdict_, motifs):
    reponses = evalue(jeanne(prestations_en_cours=["mtp"]), gir=3, plan="700.00") | choix

    assert verdict(reponses | {"aide_choisie_le": "2026-12-01"}, "cumul") is verdict_
    assert bilan(reponses).motifs == motifs


@pytest.mark.parametrize(
    ("naissance", "verdict_", "message"),
    [
        ("1966-11-21", Verdict.CONFORME, "conforme"),
        ("1966-11-22", Verdict.A_VERIFIER, "bientot"),
        ("1967-01-21", Verdict.A_VERIFIER, "bientot"),
        ("1967-01-22", Verdict.NON_CONFORME, "trop_jeune_date"),
    ],
)
def test_l_age_se_juge_au_jour_pres_et_se_demande_deux_mois_avant(naissance, verdict_, message):
    constat = bilan(jeanne(date_naissance=naissance)).constat("age")

    assert constat is not None
    assert (constat.verdict, constat.message) == (verdict_, message)


def test_en_etablissement_c_est_une_autre_demarche():
    assert bilan(jeanne(lieu_vie="etablissement")).motifs == ("etablissement",)


@pytest.mark.parametrize(("nationalite", "attendu"), [("fr", Verdict.CONFORME), ("autre", Verdict.A_VERIFIER)])
def test_le_titre_de_sejour_se_verifie(nationalite, attendu):
    reponses = jeanne(nationalite=nationalite)

    assert verdict(reponses, "sejour") is attendu
    pieces = {piece.identifiant for piece in pieces_attendues(APA, reponses, DEPOT)}
    assert ("titre_sejour" in pieces) is (nationalite == "autre")
