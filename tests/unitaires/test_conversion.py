"""Photos nettoyées, pages réunies, dans l’atelier : un processus borné et sans secret."""

import io
import threading

import pikepdf
import psutil
import pytest
from PIL import Image

from portail.pieces.controle.examen import MO, examiner
from portail.pieces.controle.refus import FichierRefuse
from portail.pieces.conversion import COTE_MAX, assembler, nettoyer_image
from portail.socle.atelier import ENVIRONNEMENT, Bornes, TravailImpossible, TravailRefuse, executer
from tests import fichiers

NETTOYER = "portail.pieces.conversion:nettoyer_ici"
BLANC, ROUGE = (255, 255, 255), (254, 0, 0)


def image_nettoyee(contenu):
    image = Image.open(io.BytesIO(nettoyer_image(contenu)))
    image.load()
    assert image.format == "JPEG"
    assert not image.getexif()
    return image


def proche(pixel, attendu):
    return all(abs(a - b) <= 12 for a, b in zip(pixel, attendu, strict=True))


def pages(contenu):
    with pikepdf.open(io.BytesIO(contenu)) as document:
        return [tuple(round(cote) for cote in page.mediabox[2:]) for page in document.pages]


def textes(contenu):
    with pikepdf.open(io.BytesIO(contenu)) as document:
        return [page.Contents.read_bytes() for page in document.pages if "/Font" in page.Resources]


def test_la_photo_est_redressee_et_ne_dit_plus_ni_le_lieu_ni_l_appareil():
    recue = fichiers.jpeg(orientation=6, trace=True)
    assert b"Appareil fictif" in recue

    propre = nettoyer_image(recue)
    image = Image.open(io.BytesIO(propre))

    assert image.size == (64, 96)
    assert proche(image.getpixel((60, 4)), ROUGE)
    assert proche(image.getpixel((4, 4)), BLANC)
    assert not image.getexif()
    assert b"Appareil" not in propre


def test_un_heic_devient_un_jpeg_redresse():
    image = image_nettoyee(fichiers.heic())

    assert image.size == (64, 96)
    assert proche(image.getpixel((32, 4)), (200, 30, 30))
    assert proche(image.getpixel((32, 92)), BLANC)


def test_une_grande_photo_est_reduite_sans_etre_deformee():
    assert image_nettoyee(fichiers.jpeg(4000, 3000)).size == (COTE_MAX, 1800)
    assert image_nettoyee(fichiers.png(3000, 4000)).size == (1800, COTE_MAX)


def test_une_petite_image_garde_sa_taille():
    assert image_nettoyee(fichiers.webp()).size == (96, 64)


def test_une_signature_detouree_reste_lisible():
    image = image_nettoyee(fichiers.png_transparent())

    assert proche(image.getpixel((2, 2)), BLANC)
    assert proche(image.getpixel((30, 20)), (0, 0, 0))


def test_un_scan_de_16_bits_ne_devient_pas_blanc():
    image = image_nettoyee(fichiers.png_16_bits())

    assert image.mode == "L"
    assert abs(image.getpixel((20, 20)) - 128) <= 2


def test_ce_qui_suit_l_image_disparait():
    assert b"alert" not in nettoyer_image(fichiers.jpeg() + fichiers.zip_de())


@pytest.mark.parametrize(
    "contenu", [fichiers.png_bombe(), fichiers.heic_bombe(), fichiers.jpeg()[:200], fichiers.zip_de(), b""]
)
def test_une_image_dangereuse_ou_abimee_est_refusee(contenu):
    with pytest.raises(FichierRefuse) as refus:
        nettoyer_image(contenu)
    assert refus.value.code in {"image_illisible", "image_demesuree"}


def test_photos_et_pdf_font_un_seul_pdf_dans_l_ordre():
    document = assembler(
        [fichiers.jpeg(60, 90), fichiers.pdf_compact(2), fichiers.tiff(2), fichiers.heic(), fichiers.png()]
    )

    portrait, paysage = (595, 842), (842, 595)
    assert pages(document) == [portrait, portrait, portrait, portrait, portrait, portrait, paysage]
    premiere, seconde = textes(document)
    assert b"fictif 1" in premiere
    assert b"fictif 2" in seconde
    assert examiner("dossier", document, taille_max=10 * MO).pages == 7


def test_un_pdf_seul_est_rendu_intact():
    contenu = fichiers.pdf(3)

    assert assembler([contenu]) == contenu


def test_un_champ_rempli_reste_visible_une_fois_reuni():
    document = assembler([fichiers.pdf_formulaire("Cent euros"), fichiers.jpeg()])

    with pikepdf.open(io.BytesIO(document)) as pdf:
        flux = [objet for objet in pdf.objects if isinstance(objet, pikepdf.Stream)]
        dessins = [objet.read_bytes() for objet in flux if objet.get("/Subtype") != "/Image"]
        assert "/Annots" not in pdf.pages[0]
    assert any(b"(Cent euros)" in dessin for dessin in dessins)


def test_un_pdf_protege_ne_se_reunit_pas():
    with pytest.raises(FichierRefuse) as refus:
        assembler([fichiers.jpeg(), fichiers.pdf_chiffre()])
    assert refus.value.code == "pdf_mot_de_passe"


def test_l_atelier_arrete_un_travail_trop_long():
    with pytest.raises(TravailImpossible) as echec:
        executer(NETTOYER, [fichiers.png(8000, 8000)], bornes=Bornes(duree_s=1))
    assert echec.value.raison == "temps"


def test_l_atelier_arrete_un_travail_trop_gourmand():
    with pytest.raises(TravailImpossible) as echec:
        executer(NETTOYER, [fichiers.png(8000, 8000)], bornes=Bornes(memoire_mo=250))
    assert echec.value.raison == "memoire"


def test_l_atelier_borne_le_resultat():
    with pytest.raises(TravailImpossible) as echec:
        executer(NETTOYER, [fichiers.jpeg()], bornes=Bornes(resultat_mo=0))
    assert echec.value.raison == "resultat"


@pytest.mark.parametrize("fonction", ["os:system", "portail.pieces.conversion:inconnue", "portail.inconnu:rien"])
def test_l_atelier_n_execute_que_la_plateforme(fonction):
    with pytest.raises(TravailImpossible) as echec:
        executer(fonction, [b"true"])
    assert echec.value.raison == "echec"


def test_l_atelier_transmet_un_refus():
    with pytest.raises(TravailRefuse) as refus:
        executer(NETTOYER, [b"rien"])
    assert refus.value.code == "image_illisible"
    assert "ne peut pas être ouverte" in refus.value.message


def test_l_atelier_ne_recoit_aucun_secret(monkeypatch):
    monkeypatch.setenv("CLES_CHIFFREMENT", "1:secret")
    travail = threading.Thread(target=nettoyer_image, args=[fichiers.png(6000, 6000)])
    travail.start()
    environnements = []
    while travail.is_alive() and not environnements:
        enfants = psutil.Process().children()
        environnements = [e for e in map(_environnement, enfants) if "MALLOC_ARENA_MAX" in e]
    travail.join()

    [environnement] = environnements
    assert "CLES_CHIFFREMENT" not in environnement
    assert set(environnement) <= {*ENVIRONNEMENT, "LC_CTYPE"}


def _environnement(processus):
    try:
        return processus.environ()
    except psutil.Error:
        return {}


def test_l_ouvrier_reste_leger():
    processus = psutil.Process()
    grande = fichiers.png(8000, 8000)
    avant = processus.memory_info().rss

    nettoyer_image(grande)

    assert processus.memory_info().rss - avant < 20 * MO
