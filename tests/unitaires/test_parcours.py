"""Le parcours de l’aide au permis : pages, étapes, pièces, réponses orphelines."""

from dataclasses import replace
from itertools import pairwise

import pytest

from portail.demarche.declaration import (
    Attestation,
    BlocRepete,
    Information,
    OuiNon,
    Page,
    Phase,
    TexteCourt,
    ValeurCalculee,
    si,
)
from portail.demarche.parcours import (
    PIECES,
    RECAPITULATIF,
    Etape,
    champs_visibles,
    est_repondu,
    etape,
    etape_precedente,
    etape_suivante,
    etapes,
    pages_a_remplir,
    parcours_de,
    pieces_attendues,
    reponses_retenues,
)
from tests.unitaires.situations_permis import DEPOT, PERMIS, aminata, lina, yanis

SANS_REPONSE = {"qualite_deposant": "lui_meme", "identite_certifiee": True}


def noms(objets) -> list[str]:
    return [objet.identifiant for objet in objets]


def pages(reponses, demarche=PERMIS) -> list[str]:
    return noms(visible.page for visible in parcours_de(demarche, reponses, DEPOT))


def test_au_depart_tout_le_chemin_ordinaire_reste_a_remplir():
    attendues = ["identite", "coordonnees", "situation", "ressources", "permis", "paiement"]

    assert pages(SANS_REPONSE) == attendues
    assert noms(pages_a_remplir(PERMIS, SANS_REPONSE, DEPOT)) == attendues


def test_une_demande_entiere_n_a_plus_rien_a_remplir():
    for reponses in (lina(), yanis(), aminata()):
        assert pages_a_remplir(PERMIS, reponses, DEPOT) == ()


def test_le_chemin_le_plus_court_a_cinq_pages():
    assert pages(yanis(jeune_ase="oui")) == ["identite", "coordonnees", "situation", "permis", "paiement"]


def test_un_mineur_qui_depose_lui_meme_indique_son_representant():
    assert "representant" in pages(lina(qualite_deposant="lui_meme"))
    assert "representant" not in pages(lina(qualite_deposant="parent"))
    assert "representant" not in pages(yanis())
    assert noms(pages_a_remplir(PERMIS, lina(qualite_deposant="lui_meme"), DEPOT)) == ["representant"]


def test_la_page_des_autres_aides_suit_la_reponse():
    assert pages(aminata())[-2:] == ["autres_aides", "paiement"]
    assert "autres_aides" not in pages(lina())


def test_une_reponse_vide_obligatoire_laisse_la_page_a_remplir():
    assert noms(pages_a_remplir(PERMIS, lina(iban=""), DEPOT)) == ["paiement"]
    assert noms(pages_a_remplir(PERMIS, aminata(aides=[]), DEPOT)) == ["autres_aides"]
    incomplete = aminata(aides=[{"aide_organisme": "commune", "aide_montant": None}])
    assert noms(pages_a_remplir(PERMIS, incomplete, DEPOT)) == ["autres_aides"]


def test_les_etapes_finissent_par_les_pieces_et_le_recapitulatif():
    suite = etapes(PERMIS, lina(), DEPOT)

    assert suite == ("identite", "coordonnees", "situation", "ressources", "permis", "paiement", PIECES, RECAPITULATIF)
    assert etape(PERMIS, lina(), "coordonnees", DEPOT) == Etape(2, 8)
    assert etape(PERMIS, lina(), RECAPITULATIF, DEPOT) == Etape(8, 8)
    assert etape(PERMIS, lina(), "autres_aides", DEPOT) is None


def test_sans_piece_pas_d_etape_de_pieces():
    assert etapes(replace(PERMIS, pieces=()), lina(), DEPOT)[-2:] == ("paiement", RECAPITULATIF)


def test_on_avance_et_on_recule_d_etape_en_etape():
    suite = etapes(PERMIS, aminata(), DEPOT)

    for avant, apres in pairwise(suite):
        assert etape_suivante(PERMIS, aminata(), avant, DEPOT) == apres
        assert etape_precedente(PERMIS, aminata(), apres, DEPOT) == avant
    assert etape_precedente(PERMIS, aminata(), "identite", DEPOT) is None
    assert etape_suivante(PERMIS, aminata(), RECAPITULATIF, DEPOT) is None


def test_depuis_une_page_disparue_on_rejoint_le_chemin():
    assert etape_suivante(PERMIS, lina(), "autres_aides", DEPOT) == "paiement"
    assert etape_precedente(PERMIS, lina(), "autres_aides", DEPOT) == "permis"
    assert etape_suivante(PERMIS, lina(), "inconnue", DEPOT) is None
    assert etape_precedente(PERMIS, lina(), "inconnue", DEPOT) is None


def test_une_reponse_orpheline_ne_se_depose_pas_mais_revient_avec_sa_page():
    brouillon = aminata(autre_aide="non")

    assert "aides" in brouillon
    assert "aides" not in reponses_retenues(PERMIS, brouillon, DEPOT)
    assert reponses_retenues(PERMIS, brouillon | {"autre_aide": "oui"}, DEPOT)["aides"] == brouillon["aides"]


def test_ce_que_posent_la_plateforme_et_l_agent_reste():
    retenues = reponses_retenues(PERMIS, lina(ecole_agrement="ecole", doublons=0), DEPOT)

    assert (retenues["qualite_deposant"], retenues["ecole_agrement"], retenues["doublons"]) == ("parent", "ecole", 0)


def test_une_reponse_orpheline_ne_fait_pas_paraitre_d_autres_pages():
    """La page c dépend de b, qui dépend de a : revenir sur a fait disparaître b et c."""
    chaine = replace(
        PERMIS,
        pages=(
            Page("a", "A", (OuiNon("qa", "A ?"),)),
            Page("b", "B", (OuiNon("qb", "B ?"),), si=si("qa", "oui")),
            Page("c", "C", (OuiNon("qc", "C ?"),), si=si("qb", "oui")),
        ),
    )

    assert pages({"qa": "oui", "qb": "oui", "qc": "oui"}, chaine) == ["a", "b", "c"]
    assert pages({"qa": "non", "qb": "oui", "qc": "oui"}, chaine) == ["a"]
    assert reponses_retenues(chaine, {"qa": "non", "qb": "oui", "qc": "oui"}, DEPOT) == {"qa": "non"}


def test_un_champ_conditionnel_se_montre_selon_une_page_precedente():
    precision = TexteCourt("precision", "Laquelle ?", si=si("qa", "oui"))
    demarche = replace(
        PERMIS,
        pages=(Page("a", "A", (OuiNon("qa", "A ?"),)), Page("b", "B", (precision, TexteCourt("autre", "Autre")))),
    )

    assert noms(champs_visibles(demarche, "b", {"qa": "oui"}, DEPOT)) == ["precision", "autre"]
    assert noms(champs_visibles(demarche, "b", {"qa": "non"}, DEPOT)) == ["autre"]
    assert champs_visibles(demarche, "inconnue", {}, DEPOT) == ()
    assert noms(pages_a_remplir(demarche, {"qa": "non", "autre": "x"}, DEPOT)) == []
    assert noms(pages_a_remplir(demarche, {"qa": "oui", "autre": "x"}, DEPOT)) == ["b"]


def test_une_page_sans_champ_a_montrer_ne_se_montre_pas():
    cachee = Page("b", "B", (TexteCourt("precision", "Laquelle ?", si=si("qa", "oui")),))
    demarche = replace(PERMIS, pages=(Page("a", "A", (OuiNon("qa", "A ?"),)), cachee))

    assert pages({"qa": "non"}, demarche) == ["a"]


@pytest.mark.parametrize(
    ("reponses", "attendues"),
    [
        (lina(), ["piece_identite", "avis_impot", "inscription_ecole", "autorisation_parentale", "rib"]),
        (yanis(), ["piece_identite", "avis_impot", "inscription_ecole", "rib"]),
        (yanis(identite_certifiee=True), ["avis_impot", "inscription_ecole", "rib"]),
        (
            yanis(identite_certifiee=True, nationalite="autre"),
            ["avis_impot", "inscription_ecole", "titre_sejour", "rib"],
        ),
        (yanis(identite_certifiee=True, jeune_ase="oui"), ["inscription_ecole", "attestation_ase", "rib"]),
    ],
)
def test_les_pieces_suivent_la_situation(reponses, attendues):
    assert noms(pieces_attendues(PERMIS, reponses, DEPOT)) == attendues


def test_un_mineur_etranger_n_a_pas_de_titre_de_sejour_a_joindre():
    assert "titre_sejour" not in noms(pieces_attendues(PERMIS, lina(nationalite="autre"), DEPOT))


def test_au_paiement_on_demande_la_facture_et_l_attestation():
    assert noms(pieces_attendues(PERMIS, lina(), DEPOT, Phase.PAIEMENT)) == ["facture_acquittee", "attestation_permis"]


@pytest.mark.parametrize(
    ("champ", "valeur", "attendu"),
    [
        (TexteCourt("a", "A"), "x", True),
        (TexteCourt("a", "A"), "", False),
        (Information("a", "A"), None, True),
        (ValeurCalculee("a", "A", calcul="c"), None, True),
        (Attestation("a", "A"), True, True),
        (Attestation("a", "A"), False, False),
        (BlocRepete("a", "A", (TexteCourt("b", "B"),)), [], False),
        (BlocRepete("a", "A", (TexteCourt("b", "B"),)), [{"b": "x"}], True),
        (BlocRepete("a", "A", (TexteCourt("b", "B"),)), [{"b": "x"}, {}], False),
        (BlocRepete("a", "A", (TexteCourt("b", "B"),), minimum=2), [{"b": "x"}], False),
    ],
)
def test_une_reponse_est_donnee_ou_non(champ, valeur, attendu):
    assert est_repondu(champ, valeur) is attendu
