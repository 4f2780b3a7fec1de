"""Les PDF : accessibles (PDF/UA-1), archivables (PDF/A-2a), fidèles aux données, sourds à ce qu’elles contiennent."""

import re
import time
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portail.config import lire_reglages
from portail.demarche.droit import Recours, Silence
from portail.documents.accuses import Manquante, accuse_enregistrement, accuse_reception, demande_pieces
from portail.documents.composition import GABARITS, composer
from portail.documents.decisions import MotifEcrit, Signataire, decision, mention_algorithmique
from portail.documents.ecriture import COUVERTS, MANQUANT, imprimable, latin
from portail.documents.lettres import Affaire, Coordonnees, entete, recapitulatif
from portail.documents.recours import voies_de_recours
from tests import pdf

DEPARTEMENT = lire_reglages({"PORTAIL_ENV": "test", "DATABASE_URL": "postgresql://", "SMTP_URL": "smtp://"}).departement
AFFAIRE = Affaire(numero="7K4M-2P9X", demarche="Aide au permis de conduire")
SERVICE = Coordonnees(
    nom="Service jeunesse et aide à la mobilité des Pays de la Loire",
    adresse="3 quai Ceineray, CS 94109, 44041 Nantes Cedex 1",
    courriel="jeunesse@departement.example",
    telephone="02 61 91 44 10",
)
LONG = "Éloïse habite L’Haÿ-les-Roses, près de Nœux ; c’est à 1 640,50 € — « n° 3 »… " * 8
RECOURS = voies_de_recours(Recours(rapo=False), autorite=SERVICE.adresse, tribunal=DEPARTEMENT.tribunal)
JOUR = date(2026, 11, 21)


def lettre(**autres):
    return entete(
        departement=DEPARTEMENT,
        service=SERVICE,
        destinataire=[
            "Madame Marie-Éloïse de La Rochefoucauld-Kerguelen",
            "Bâtiment C",
            "8 rue du Minage",
            "44190 Clisson",
        ],
        affaire=AFFAIRE,
        jour=JOUR,
        lieu="Nantes",
        suivi_par="Claire Lebreton, instructrice",
        **autres,
    )


def lignes(texte, nombre=12):
    return [{"libelle": f"Question {rang} : {texte[:70]} ?", "valeur": texte} for rang in range(nombre)]


def donnees_de(gabarit, texte=LONG):
    """Rend des données longues pour ce gabarit, `texte` mis partout où une personne écrit."""
    return _FABRIQUES[gabarit](texte)


def _decision(texte):
    motifs = [MotifEcrit(titre=f"Motif {rang}", droit="Article 4 du règlement.", fait=texte) for rang in range(4)]
    return lettre() | decision(
        titre="Votre demande est refusée",
        sens="Le Département refuse votre demande.",
        signataire=Signataire(nom="Anne Delattre", qualite="Responsable, par délégation", service=SERVICE.nom),
        paragraphes=["Madame,", texte],
        details=[("Montant demandé", "500 €"), ("Précision", texte)],
        motifs=motifs,
        suites=[texte],
        recours=RECOURS,
        algorithme=mention_algorithmique(finalite="calculer le quotient familial", service=SERVICE),
    )


def _recapitulatif(texte):
    rubriques = [{"titre": f"Rubrique {rang}", "lignes": lignes(texte)} for rang in range(3)]
    pieces = [{"nom": "Avis d’impôt", "fichiers": ["avis.pdf", texte[:80]]}, {"nom": "RIB", "fichiers": []}]
    return recapitulatif(
        departement=DEPARTEMENT,
        affaire=AFFAIRE,
        depose_le="21 novembre 2026 à 14 h 32",
        fige={"rubriques": rubriques, "pieces": pieces},
        engagements=["Je certifie que ces informations sont exactes."],
        introduction=[texte],
    )


def _demande_pieces(texte):
    return lettre() | demande_pieces(
        AFFAIRE,
        recue_le=JOUR,
        manquantes=[Manquante(nom=f"Pièce {rang}", raison=texte, fondement="Règlement") for rang in range(8)],
        date_limite=date(2026, 12, 21),
        silence=Silence.REJET,
        date_silence=date(2027, 2, 21),
        moyens=texte,
    )


def _formulaire(texte):
    genres = ("ligne", "date", "adresse", "attestation", "information", "choix", "choix_multiple", "montant", "nombre")
    commun = {"libelle": texte[:120], "aide": texte, "obligatoire": False, "options": ["Oui", texte], "unite": "parts"}
    questions = [commun | {"genre": genre} for genre in genres]
    questions += [
        commun | {"genre": "lignes", "nombre": 6},
        commun | {"genre": "casiers", "groupes": [4, 4, 4, 4, 4, 4, 3]},
    ]
    groupe = {"genre": "groupe", "libelle": "Enfant 1", "aide": "", "champs": questions}
    return {
        "titre": "Demander une aide",
        "pied": "Aide",
        "service": SERVICE.nom,
        "emetteur": {"nom_complet": DEPARTEMENT.nom_complet, "adresse": DEPARTEMENT.adresse},
        "introduction": [texte],
        "retour": texte,
        "rubriques": [{"titre": "Vous", "consigne": texte, "champs": [*questions, groupe]}],
        "pieces_titre": "Les documents à joindre",
        "pieces": [{"nom": "Avis", "precisions": texte}],
        "fin_titre": "Votre signature",
        "engagements": [texte],
        "donnees_titre": "Vos données",
        "mentions": [["Vos droits", texte]],
    }


_FABRIQUES = {
    "accuse_enregistrement": lambda texte: (
        lettre()
        | accuse_enregistrement(
            Affaire(numero=AFFAIRE.numero, demarche=texte),
            enregistre_le=datetime(2026, 11, 21, 13, 32, tzinfo=UTC),
            date_accuse=date(2026, 12, 4),
        )
    ),
    "accuse_reception": lambda texte: (
        lettre()
        | accuse_reception(
            Affaire(numero=AFFAIRE.numero, demarche=texte),
            recue_le=JOUR,
            service=SERVICE,
            silence=Silence.REJET,
            date_silence=date(2027, 1, 21),
            recours=[*RECOURS, texte, texte],
        )
    ),
    "demande_pieces": _demande_pieces,
    "decision": _decision,
    "recapitulatif": _recapitulatif,
    "formulaire_papier": _formulaire,
    "lettre": lambda texte: lettre() | {"titre": "Votre demande est classée", "paragraphes": [texte] * 12},
}
STRUCTURE = {"genre", "accents", "sujet", "options", "unite", "pied"}
tout_gabarit = pytest.mark.parametrize("gabarit", sorted(_FABRIQUES))


def chaines(donnee):
    """Rend tous les textes des données, hors mots de structure."""
    if isinstance(donnee, str):
        return [donnee]
    if isinstance(donnee, dict):
        return chaines([valeur for cle, valeur in donnee.items() if cle not in STRUCTURE])
    return [texte for valeur in donnee for texte in chaines(valeur)] if isinstance(donnee, list) else []


def test_chaque_gabarit_est_essaye():
    assert {chemin.stem for chemin in GABARITS.glob("*.typ")} - {"commun"} == set(_FABRIQUES)


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
    lu = pdf.texte(composer(gabarit, donnees)).replace(" ", "")

    for texte in chaines(donnees):
        assert re.sub(r"\s", "", texte) in lu


@tout_gabarit
def test_les_titres_et_les_listes_se_lisent(gabarit):
    roles = pdf.roles(composer(gabarit, donnees_de(gabarit)))
    titres = [int(role[1]) for role in roles if re.fullmatch(r"H\d", role)]

    assert titres[0] == 1
    assert titres.count(1) == 1
    assert all(suivant <= precedent + 1 for precedent, suivant in pairwise(titres))
    assert "L" in roles
    assert "Table" not in roles


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
    depart = time.perf_counter()
    for _rang in range(5):
        composer("decision", donnees_de("decision"))
    assert (time.perf_counter() - depart) / 5 < 0.1
