"""L’APA à domicile telle qu’on la remplit : orientation, pages et pièces selon la situation, droit."""

from datetime import date
from decimal import Decimal
from itertools import combinations, product

import pytest

from forms import apa_pages
from portail.demarche.conditions import est_vraie
from portail.demarche.declaration import Depart, NaturePrestation, Silence, Verdict
from portail.demarche.fiche import chiffres_publics
from portail.demarche.parcours import parcours_de, pieces_attendues
from tests.unitaires.situations_apa import (
    APA,
    DEPOT,
    antoine,
    bilan,
    couple_guerin,
    espaces_simples,
    jeanne,
    parametres_du,
)


def texte(reponses: dict, code: str, jour: date = DEPOT) -> str:
    constat = bilan(reponses, jour).constat(code)
    assert constat is not None
    return espaces_simples(constat.texte())


def verdict(reponses: dict, code: str, jour: date = DEPOT) -> Verdict:
    constat = bilan(reponses, jour).constat(code)
    assert constat is not None
    return constat.verdict


def test_l_orientation_de_la_page_est_celle_de_la_regle():
    """La condition de page et la règle comptent les mêmes « non », avec le même seuil."""
    for reponses in product(("oui", "non"), repeat=4):
        gestes = dict(zip(apa_pages.GESTES, reponses, strict=True))
        surveillance = {"surveillance_reguliere": "non"}
        au_departement = est_vraie(apa_pages.DEPARTEMENT, gestes | surveillance, DEPOT)
        assert au_departement is (verdict(jeanne(**gestes, **surveillance), "orientation") is Verdict.CONFORME)
    assert parametres_du(DEPOT)["apa_orientation_non"] == apa_pages.DEUX


def test_une_surveillance_necessaire_mene_au_departement():
    assert texte(antoine(surveillance_reguliere="oui"), "orientation").startswith("Une surveillance régulière")


def test_les_quatre_questions_viennent_avant_tout_le_reste():
    visibles = [page.identifiant for page in (vue.page for vue in parcours_de(APA, antoine(), DEPOT))]

    assert visibles[:4] == ["orientation", "surveillance", "vers_qui", "demande"]
    assert "surveillance" not in {page.identifiant for page in (vue.page for vue in parcours_de(APA, jeanne(), DEPOT))}


def test_le_conjoint_le_deposant_et_la_protection_ne_se_demandent_qu_a_qui_il_faut():
    def pages(reponses: dict) -> set[str]:
        return {page.identifiant for page in (vue.page for vue in parcours_de(APA, reponses, DEPOT))}

    assert not pages(jeanne()) & {"conjoint", "deposant", "mesure", "avant", "aidants", "compte"}
    assert "conjoint" in pages(couple_guerin())
    assert "deposant" in pages(jeanne(qualite_deposant="enfant"))
    assert "mesure" in pages(jeanne(mesure_protection="tutelle"))
    assert "compte" in pages(jeanne(mode_versement="compte"))


@pytest.mark.parametrize(
    ("changements", "piece"),
    [
        ({"identite_certifiee": False}, "piece_identite"),
        ({"assurance_vie_montant": "12000.00"}, "releve_assurance_vie"),
        ({"terrains_valeur_locative": "300.00"}, "taxe_fonciere"),
        ({"immeubles_bati_valeur_locative": "300.00"}, "taxe_fonciere"),
        ({"mesure_protection": "curatelle"}, "jugement_protection"),
        ({"mode_versement": "compte"}, "rib"),
    ],
)
def test_une_piece_ne_se_demande_que_si_elle_sert(changements, piece):
    sans = {p.identifiant for p in pieces_attendues(APA, jeanne(), DEPOT)}
    avec = {p.identifiant for p in pieces_attendues(APA, jeanne(**changements), DEPOT)}

    assert sans == {"avis_impot", "certificat_medical"}
    assert avec - sans == {piece}


def test_seules_l_identite_le_titre_et_le_jugement_arretent_l_instruction():
    assert {piece.identifiant for piece in APA.pieces if piece.indispensable} == {
        "piece_identite",
        "titre_sejour",
        "jugement_protection",
    }


def test_le_droit_de_la_demarche():
    assert APA.nature is NaturePrestation.LEGALE
    assert APA.silence is Silence.ACCORD
    assert APA.delai is not None
    assert (APA.delai.nombre, APA.delai.depuis) == (2, Depart.COMPLETUDE)
    assert APA.recours.rapo
    assert parametres_du(DEPOT)[APA.cle_delai_accuse] == 10


def test_la_fiche_cite_le_plafond_et_le_forfait_calcules_des_parametres():
    chiffres = chiffres_publics(APA, parametres_du(DEPOT))

    assert (chiffres["plafond_maximal"], chiffres["forfait"]) == (Decimal("2080.33"), Decimal("1040.17"))
    assert "participation" not in chiffres
    assert "forfait" not in chiffres_publics(APA, {})


def test_un_conjoint_en_etablissement_divise_les_ressources_par_deux():
    separes = bilan(couple_guerin(lieu_vie_conjoint="etablissement"))

    assert separes.valeurs["diviseur"] == 2
    assert separes.valeurs["ressources"] == 1200


def test_chaque_motif_de_refus_de_la_fiche_est_la():
    codes = {motif.code for motif in APA.motifs}

    assert codes >= {
        "age_inferieur_60",
        "gir_5_ou_6",
        "domicile_de_secours",
        "residence_non_reguliere",
        "prestation_non_cumulable",
        "proposition_sans_reponse",
        "inferieur_seuil_versement",
    }
    assert all(un != autre for un, autre in combinations([motif.libelle for motif in APA.motifs], 2))
