"""L’examen d’un fichier reçu : ce qui entre, ce qui n’entre pas, et ce qu’on en dit."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portail.pieces.controle.examen import MO, FichierRefuse, examiner
from portail.pieces.controle.refus import MESSAGES
from tests import fichiers

TAILLE_MAX = 10 * MO


def examen(contenu, nom="document"):
    return examiner(nom, contenu, taille_max=TAILLE_MAX)


def refus_de(contenu, nom="document"):
    with pytest.raises(FichierRefuse) as erreur:
        examiner(nom, contenu, taille_max=TAILLE_MAX)
    return erreur.value


@pytest.mark.parametrize(
    ("contenu", "type_mime", "extension", "pages"),
    [
        (fichiers.jpeg(), "image/jpeg", "jpg", 1),
        (fichiers.png(), "image/png", "png", 1),
        (fichiers.png_16_bits(), "image/png", "png", 1),
        (fichiers.webp(), "image/webp", "webp", 1),
        (fichiers.tiff(3), "image/tiff", "tif", 3),
        (fichiers.heic(), "image/heic", "heic", 1),
        (fichiers.pdf(2), "application/pdf", "pdf", 2),
        (fichiers.pdf_compact(12), "application/pdf", "pdf", 12),
    ],
)
def test_le_type_vient_du_contenu_et_l_extension_est_corrigee(contenu, type_mime, extension, pages):
    resultat = examen(contenu, "Mon avis.exe")

    assert (resultat.type_mime, resultat.nom_propre, resultat.pages) == (type_mime, f"Mon avis.{extension}", pages)


@pytest.mark.parametrize(
    "contenu",
    [
        fichiers.pdf_inoffensif(),
        fichiers.pdf_facture(),
        fichiers.pdf_formulaire(),
        fichiers.pdf_chiffre(mot_de_passe=""),
        fichiers.pdf() + b"\r\n\0\0",
        fichiers.pdf_filtre_ailleurs(),
        fichiers.pdf_objets_en_clair(),
    ],
    ids=[
        "lien",
        "facture",
        "formulaire_simple",
        "droits_restreints",
        "octets_de_fin",
        "filtre_ailleurs",
        "objets_en_clair",
    ],
)
def test_un_pdf_ordinaire_entre(contenu):
    assert examen(contenu).pages == 1


def test_une_photo_animee_de_telephone_entre():
    video = b"\0\0\0\x18ftypmp42" + bytes(500)

    assert examen(fichiers.jpeg() + video).type_mime == "image/jpeg"


@pytest.mark.parametrize(
    ("contenu", "code"),
    [
        (b"", "vide"),
        (b"%PDF-1.7" + bytes(TAILLE_MAX), "trop_gros"),
        (fichiers.gif(), "type"),
        (b"MZ" + bytes(500), "type"),
        (b"Bonjour, voici mon avis.", "type"),
        (fichiers.docx(), "bureautique"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "bureautique"),
        (fichiers.zip_de(), "archive"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><script>alert(1)</script>", "page_web"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "page_web"),
        (fichiers.jpeg() + fichiers.zip_de(), "double"),
        (fichiers.jpeg() + b"\n<html><script>alert(1)</script>", "double"),
        (fichiers.png() + fichiers.PHP, "double"),
        (fichiers.webp() + fichiers.pdf(), "double"),
        (fichiers.tiff() + fichiers.zip_de(), "double"),
        (fichiers.jpeg_commente(b"%PDF-1.4"), "double"),
        (b"GIF89a" + bytes(500) + fichiers.pdf(), "double"),
        (fichiers.pdf() + fichiers.zip_de(), "double"),
        (fichiers.pdf() + b"<html>", "double"),
        (fichiers.pdf() + b"x" * 2000, "double"),
        (b"%PDF-1.4 rien du tout", "pdf_illisible"),
        (fichiers.pdf_compact(3)[:300], "pdf_illisible"),
        (fichiers.pdf_chiffre(), "pdf_mot_de_passe"),
        (fichiers.pdf_javascript(), "pdf_actif"),
        (fichiers.pdf_javascript_cache(), "pdf_actif"),
        (fichiers.pdf_nom_deguise(), "pdf_actif"),
        (fichiers.pdf_lancement(), "pdf_actif"),
        (fichiers.pdf_xfa(), "pdf_actif"),
        (fichiers.pdf_piece_jointe(), "pdf_pieces_jointes"),
        (fichiers.pdf_piece_jointe("factur-x.xml", b"MZ"), "pdf_pieces_jointes"),
        (fichiers.pdf_piece_jointe("autre.xml", b"<xml/>"), "pdf_pieces_jointes"),
        (fichiers.pdf_compact(201), "pages"),
        (fichiers.tiff(101), "pages"),
        (fichiers.pdf_image_demesuree(), "pdf_demesure"),
        (fichiers.pdf_bombe_de_contenu(), "pdf_demesure"),
        (fichiers.pdf_bombe_de_structure(), "pdf_demesure"),
        (fichiers.pdf_bombe_de_structure(10_000_000, filtre=b"/LZWDecode"), "pdf_demesure"),
        (fichiers.png_bombe(), "image_demesuree"),
        (fichiers.png_bombe(9_000, 9_000), "image_demesuree"),
        (fichiers.heic_bombe(), "image_demesuree"),
        (fichiers.jpeg()[:40], "image_illisible"),
        (fichiers.png()[:20], "image_illisible"),
        (fichiers.heic()[:60], "image_illisible"),
    ],
)
def test_ce_qui_est_dangereux_ou_illisible_est_refuse_avec_quoi_faire(contenu, code):
    refus = refus_de(contenu)

    assert refus.code == code
    assert refus.message == MESSAGES[code]
    assert "%" not in refus.message % refus.valeurs


def test_le_script_cache_ne_se_voit_pas_dans_les_octets():
    """Sans quoi l’examen pourrait se contenter de chercher un mot."""
    assert b"JavaScript" not in fichiers.pdf_javascript_cache()
    assert b"JavaScript" not in fichiers.pdf_nom_deguise()


def test_le_refus_dit_le_poids_et_la_limite():
    refus = refus_de(bytes(12_400_000))

    assert (refus.message % refus.valeurs).startswith(
        "Ce fichier pèse 12,4\N{NO-BREAK SPACE}Mo\N{NO-BREAK SPACE}; la limite est de 10\N{NO-BREAK SPACE}Mo."
    )
    assert refus_de(bytes(TAILLE_MAX + 1)).valeurs == {"poids": "10,1", "limite": "10"}


def test_les_messages_se_lisent():
    for message in MESSAGES.values():
        assert "'" not in message
        assert not any(f" {signe}" in message for signe in ";:?!»")
        assert message.endswith(".")
        assert any(verbe in message for verbe in ("nvoyez", "Reprenez", "reprenez", "prenez", "Envoyez"))


@pytest.mark.parametrize(
    ("recu", "propre"),
    [
        ("avis.PDF", "avis.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\temp\\facture.docx", "facture.pdf"),
        ("fac\N{RIGHT-TO-LEFT OVERRIDE}fdp.exe", "facfdp.pdf"),
        ("avis\0 d’impôt\r\n.pdf", "avis d’impôt.pdf"),
        ("facture.pdf.exe", "facture.pdf"),
        ("avis.2025", "avis.2025.pdf"),
        ("cafe\N{COMBINING ACUTE ACCENT}.jpeg", "café.pdf"),
        ("<img src=x>.pdf", "-img src=x-.pdf"),
        ("100 %.pdf", "100 %.pdf"),
        (".pdf", "document.pdf"),
        ("", "document.pdf"),
        (" .. ", "document.pdf"),
    ],
)
def test_le_nom_est_rendu_inoffensif(recu, propre):
    assert examen(fichiers.pdf(), recu).nom_propre == propre


@given(st.text(max_size=400))
def test_aucun_nom_ne_peut_nuire(nom):
    propre = examen(fichiers.jpeg(), nom).nom_propre

    assert propre.endswith((".jpg", ".jpeg", ".jpe", ".jfif"))
    assert 4 < len(propre) <= 120
    assert not set(propre) & set('/\\<>:"|?*')
    assert not any(unicodedata.category(caractere).startswith("C") for caractere in propre)
    assert not propre.startswith((".", " "))


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # Pillow prévient d’en-têtes abîmés : c’est ce qu’on essaie
@given(st.binary(max_size=300), st.sampled_from([b"%PDF-1.7\n", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b""]))
def test_des_octets_quelconques_sont_refuses_sans_autre_erreur(octets, debut):
    assert refus_de(debut + octets).code in MESSAGES


def test_l_examen_d_un_fichier_ordinaire_est_immediat():
    contenus = [fichiers.jpeg(4000, 3000), fichiers.pdf_compact(20), fichiers.heic(), fichiers.tiff(10)]
    for contenu in contenus:
        examen(contenu)
    depart = time.process_time()  # ce que l’examen prend de processeur, pas ce que la machine fait d’autre
    for contenu in contenus:
        examen(contenu)
    assert (time.process_time() - depart) / len(contenus) < 0.2
