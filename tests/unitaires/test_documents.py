"""Les PDF : accessibles (PDF/UA-1), archivables (PDF/A-2a), fidèles aux données, sourds à ce qu’elles contiennent."""

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portail.documents.composition import GABARITS, composer
from portail.documents.ecriture import COUVERTS, MANQUANT, imprimable, latin
from tests import pdf
from tests.unitaires.gabarits import FABRIQUES, donnees_de, lettre

STRUCTURE = {"genre", "accents", "sujet", "options", "unite", "pied", "qr", "dessin", "alternative"}
SANS_LISTE = {"badges"}
TABLEAUX = {"certificat_zonage"}
"""Ceux qui portent un tableau de données ; ailleurs, un tableau ne serait que de la mise en page."""
tout_gabarit = pytest.mark.parametrize("gabarit", sorted(FABRIQUES))


def chaines(donnee):
    """Rend tous les textes des données, hors mots de structure."""
    if isinstance(donnee, str):
        return [donnee]
    if isinstance(donnee, dict):
        return chaines([valeur for cle, valeur in donnee.items() if cle not in STRUCTURE])
    return [texte for valeur in donnee for texte in chaines(valeur)] if isinstance(donnee, list) else []


def test_chaque_gabarit_est_essaye():
    assert {chemin.stem for chemin in GABARITS.glob("*.typ")} - {"commun"} == set(FABRIQUES)


@tout_gabarit
def test_le_document_est_accessible_et_archivable(gabarit):
    document = composer(gabarit, donnees_de(gabarit))

    assert pdf.defauts(document) == []
    informations = pdf.metadonnees(document)
    assert informations["titre"] == donnees_de(gabarit)["titre"]
    assert informations["auteur"] == ["Département de Loire-Atlantique"]
    assert informations["langue"] == "fr"
    assert informations["titre_affiche"]


@tout_gabarit
def test_le_document_dit_tout_ce_qu_on_lui_donne(gabarit):
    donnees = donnees_de(gabarit)
    document = composer(gabarit, donnees)
    lu = (pdf.texte(document) + pdf.texte(document, artefacts=True)).replace(" ", "")

    for texte in chaines(donnees):
        assert re.sub(r"\s", "", texte) in lu


@tout_gabarit
def test_les_titres_et_les_listes_se_lisent(gabarit):
    roles = pdf.roles(composer(gabarit, donnees_de(gabarit)))
    titres = [int(role[1]) for role in roles if re.fullmatch(r"H\d", role)]

    assert titres[0] == 1
    assert titres.count(1) == 1
    assert all(suivant <= precedent + 1 for precedent, suivant in pairwise(titres))
    assert ("L" in roles) == (gabarit not in SANS_LISTE)
    assert ("TH" in roles) == ("Table" in roles) == (gabarit in TABLEAUX)


@pytest.mark.parametrize(
    ("gabarit", "pages"), [("decision", 2), ("recapitulatif", 3), ("formulaire_papier", 3), ("demande_pieces", 2)]
)
def test_un_long_document_numerote_ses_pages(gabarit, pages):
    document = composer(gabarit, donnees_de(gabarit))
    total = pdf.metadonnees(document)["pages"]

    assert total >= pages
    assert f"Page {total} sur {total}" in pdf.texte(document, artefacts=True)


HOSTILES = [
    '#panic("x") #read("/etc/passwd") #import "commun.typ": *',
    '"] } ); #{ } /* // \\u{41} $x^2$ *gras* _fin_ `code` <etiquette> @renvoi = titre - liste',
    "Robert'); DROP TABLE dossier;-- {{ 7*7 }} %(numero)s %s {permis}",
    "https://mechant.example/ www.mechant.example",
]


@tout_gabarit
@pytest.mark.parametrize("texte", HOSTILES)
def test_les_donnees_sont_du_texte_inerte(gabarit, texte):
    document = composer(gabarit, donnees_de(gabarit, texte))

    assert texte.replace(" ", "") in pdf.texte(document).replace(" ", "")
    assert pdf.metadonnees(document)["titre"] == donnees_de(gabarit)["titre"]


def test_aucun_lien_ne_nait_d_une_donnee():
    assert b"/URI" not in composer("lettre", donnees_de("lettre", "https://mechant.example/"))


@pytest.mark.parametrize(
    ("recu", "ecrit"),
    [
        ("Merci 😀👍🏽 !", f"Merci {MANQUANT}{MANQUANT}{MANQUANT} !"),
        ("fdp.exe\N{RIGHT-TO-LEFT OVERRIDE}\0\x07", "fdp.exe"),
        ("e\N{COMBINING ACUTE ACCENT}te\N{COMBINING ACUTE ACCENT}", "été"),
        ("a\tb\r\nc\rd", "a b\nc\nd"),
        ("Владимир Ελένη שרה فاطمة", "Владимир Ελένη שרה فاطمة"),
        ("中文", MANQUANT * 2),
        ("Ŵîńþęř ſ ạ ș ₺ 1ᵉʳ", f"Ŵîńþęř ſ ạ ș ₺ 1{MANQUANT}ʳ"),
    ],
)
def test_un_caractere_sans_dessin_ne_bloque_pas_le_document(recu, ecrit):
    assert imprimable(recu) == ecrit
    assert pdf.defauts(composer("lettre", donnees_de("lettre", recu))) == []


def test_tous_les_caracteres_annonces_sont_dessines():
    """Composé sans repli : si une police change, la table `COUVERTS` doit suivre."""
    tous = "\u00a0".join(chr(code) for debut, fin in COUVERTS for code in range(debut, fin + 1))
    lu = pdf.texte(composer("lettre", lettre() | {"titre": "Caractères", "paragraphes": [tous]}))

    assert lu.count(MANQUANT) == imprimable(tous).count(MANQUANT) == 1


def test_le_dernier_recours_reste_lisible():
    assert latin("Ελένη Łukasz, 12 €") == f"{MANQUANT * 5} Łukasz, 12 {MANQUANT}"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_aucun_texte_n_empeche_de_composer(texte):
    assert composer("lettre", donnees_de("lettre", texte)).startswith(b"%PDF-")


def test_un_mot_sans_fin_se_coupe():
    assert "\N{ZERO WIDTH SPACE}" in imprimable("x" * 100)
    adresse = "https://demarches.departement.example/demarches/aide-permis/ai-je-droit"
    assert imprimable(adresse) == adresse


def test_un_gabarit_inconnu_le_dit():
    with pytest.raises(FileNotFoundError):
        composer("../../config", {})


def test_le_document_dit_sa_langue():
    assert pdf.metadonnees(composer("lettre", donnees_de("lettre"), langue="en"))["langue"] == "en"


def test_composer_prend_quelques_millisecondes():
    composer("decision", donnees_de("decision"))
    depart = time.process_time()  # ce que l’atelier prend de processeur, pas ce que la machine fait d’autre
    for _rang in range(5):
        composer("decision", donnees_de("decision"))
    assert (time.process_time() - depart) / 5 < 0.5
