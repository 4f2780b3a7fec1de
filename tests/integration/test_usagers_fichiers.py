"""Les fichiers envoyés de travers ou exprès : refusés avec une issue, et les bons gardés."""

from collections.abc import Callable
from io import BytesIO

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from portail.identite.models import Usager
from portail.parametres.models import Parametre
from portail.pieces.models import EtatPiece, Fichier
from portail.pieces.queries import pieces_de
from tests import fabriques, fichiers
from tests.client import ClientExigeant
from tests.integration.lignes import relu, trace_de
from tests.integration.navigation import adresse_usager, envoyer, erreurs, joint, mots, titre, valeurs
from tests.unitaires.situations_permis import espaces_simples

pytestmark = pytest.mark.usefixtures("yanis_entre")


def envoyer_lourd(client: ClientExigeant, page: str, contenu: bytes) -> TestResponse:
    """Envoie un fichier lourd, encodé ici : le client de test laisserait ouvert son fichier temporaire."""
    champs = MultiDict({**valeurs(client.get(page)), "rib": FileStorage(BytesIO(contenu), "gros.pdf")})
    limite, corps = encode_multipart(champs)
    return client.post(page, data=corps, content_type=f"multipart/form-data; boundary={limite}")


REFUSES: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "vide": (lambda: b"", "vide.pdf", "vide"),
    "page web déguisée": (lambda: b"<!doctype html><script>alert(1)</script>", "avis.pdf", "page web"),
    "programme": (lambda: b"MZ\x90\x00" + bytes(200), "avis.pdf", "pas accepté"),
    "programme php dans une photo": (lambda: fichiers.jpeg() + fichiers.PHP, "photo.jpg", "autre chose"),
    "pdf et archive": (lambda: fichiers.pdf() + fichiers.zip_de(), "avis.pdf", "autre chose"),
    "pdf actif": (fichiers.pdf_javascript, "avis.pdf", "contient un programme"),
    "pdf actif caché": (fichiers.pdf_javascript_cache, "avis.pdf", "contient un programme"),
    "pdf qui lance": (fichiers.pdf_lancement, "avis.pdf", "contient un programme"),
    "pdf chiffré": (fichiers.pdf_chiffre, "avis.pdf", "mot de passe"),
    "pdf coupé": (lambda: fichiers.pdf()[:200], "avis.pdf", "ne peut pas être ouvert"),
    "pdf à pièces jointes": (fichiers.pdf_piece_jointe, "avis.pdf", "pièces jointes"),
    "bombe en image": (fichiers.png_bombe, "photo.png", "trop grande"),
    "bombe en photo": (fichiers.heic_bombe, "photo.heic", "trop grande"),
    "bombe en pdf": (fichiers.pdf_bombe_de_structure, "avis.pdf", "mémoire"),
    "traitement de texte": (fichiers.docx, "lettre.docx", "PDF"),
    "traitement de texte renommé": (fichiers.docx, "lettre.pdf", "PDF"),
    "archive": (fichiers.zip_de, "tout.zip", "archive"),
}


@pytest.mark.parametrize("nom", REFUSES)
def test_un_mauvais_fichier_est_refuse_avec_une_issue_et_le_bon_est_garde(
    client: ClientExigeant, yanis: Usager, nom: str
):
    dossier = fabriques.brouillon(yanis, pieces=False)
    fabrique, appele, phrase = REFUSES[nom]
    envoi = {"rib": joint(fichiers.pdf(), "bon.pdf"), "avis_impot": joint(fabrique(), appele)}

    page = envoyer(client, adresse_usager(dossier, "/pieces"), envoi)

    assert page.status_code == 422
    assert phrase in " ".join(erreurs(page))
    assert "bon.pdf" in mots(page)
    gardes = {piece.code: [f.nom for f in piece.fichiers] for piece in pieces_de(dossier.id) if piece.fichiers}
    assert gardes == {"rib": ["bon.pdf"]}


def test_un_fichier_de_60_mo_est_refuse_avec_son_poids_et_un_envoi_demesure_par_une_page(
    client: ClientExigeant, base: Session, yanis: Usager
):
    dossier = fabriques.brouillon(yanis, pieces=False)
    gros = fichiers.pdf() + bytes(60_000_000)

    page = envoyer_lourd(client, adresse_usager(dossier, "/pieces"), gros)
    demesure = envoyer_lourd(client, adresse_usager(dossier, "/pieces"), gros + bytes(10_000_000))

    assert page.status_code == 422
    assert "la limite est de 10 Mo" in espaces_simples(" ".join(erreurs(page)))
    assert (demesure.status_code, titre(demesure)) == (413, "Cet envoi est trop lourd")
    assert f'href="{adresse_usager(dossier, "/pieces")}"' in demesure.text
    assert base.scalar(select(func.count()).select_from(Fichier)) == 0


@pytest.mark.parametrize(
    ("contenu", "appele", "garde"),
    [
        (fichiers.jpeg, "avis.pdf", "avis.jpg"),
        (fichiers.pdf, "photo.jpg", "photo.pdf"),
        (fichiers.pdf, "../../../etc/passwd", "passwd.pdf"),
        (fichiers.pdf, ".pdf", "document.pdf"),
    ],
)
def test_un_nom_de_fichier_faux_est_corrige(
    client: ClientExigeant, base: Session, yanis: Usager, contenu: Callable[[], bytes], appele: str, garde: str
):
    dossier = fabriques.brouillon(yanis, pieces=False)

    envoyer(client, adresse_usager(dossier, "/pieces"), {"rib": joint(contenu(), appele)})

    assert base.scalars(select(Fichier.nom)).all() == [garde]


@pytest.mark.parametrize("appele", ["x" * 400 + ".pdf", "\u202efdp.exe", "<img src=x>.pdf", "💾.pdf"])
def test_un_nom_de_fichier_hostile_ne_fait_rien(client: ClientExigeant, base: Session, yanis: Usager, appele: str):
    dossier = fabriques.brouillon(yanis, pieces=False)

    page = envoyer(client, adresse_usager(dossier, "/pieces"), {"rib": joint(fichiers.pdf(), appele)})
    montree = client.get(adresse_usager(dossier, "/pieces"))

    assert page.status_code == 422
    [nom] = base.scalars(select(Fichier.nom))
    assert len(nom) <= 120
    assert nom.isprintable()
    assert "<img src=x" not in montree.text


def test_le_meme_envoi_deux_fois_ne_garde_qu_un_fichier(client: ClientExigeant, base: Session, yanis: Usager):
    dossier = fabriques.brouillon(yanis, pieces=False)
    contenu = fichiers.pdf()
    for _ in range(2):
        envoyer(client, adresse_usager(dossier, "/pieces"), {"rib": joint(contenu, "rib.pdf")})

    assert base.scalar(select(func.count()).select_from(Fichier)) == 1


def test_une_demande_trop_lourde_en_tout_le_dit(client: ClientExigeant, base: Session, yanis: Usager):
    dossier = fabriques.brouillon(yanis, pieces=False)
    base.scalars(select(Parametre).where(Parametre.code == "dossier_taille_max")).one().valeur = 0
    base.commit()

    page = envoyer(client, adresse_usager(dossier, "/pieces"), {"rib": joint(fichiers.pdf(), "rib.pdf")})

    assert page.status_code == 422
    assert "la limite pour une demande" in " ".join(erreurs(page))
    assert base.scalar(select(func.count()).select_from(Fichier)) == 0


def test_sans_fichier_ni_promesse_chaque_piece_manquante_est_dite(client: ClientExigeant, yanis: Usager):
    dossier = fabriques.brouillon(yanis, pieces=False)
    manquent = envoyer(client, adresse_usager(dossier, "/pieces"))
    promises = {f"{code}-plus-tard": "y" for code in ("avis_impot", "inscription_ecole", "rib")}
    avant = trace_de(dossier).etat

    suite = envoyer(client, adresse_usager(dossier, "/pieces"), promises)

    assert (manquent.status_code, len(erreurs(manquent))) == (422, 3)
    assert suite.location == adresse_usager(dossier, "/recapitulatif")
    assert {piece.etat for piece in pieces_de(dossier.id)} == {EtatPiece.PLUS_TARD}
    assert relu(dossier).etat is avant
