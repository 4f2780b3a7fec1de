"""Fabriques de fichiers d’essai : ce que les gens envoient, et ce que des malveillants envoient."""

import base64
import io
import struct
import zipfile
import zlib
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageDraw

DONNEES = Path(__file__).parent / "donnees"
PHP = b"<?php system($_GET['c']); ?>"


def _image(largeur, hauteur, mode="RGB"):
    """Rend une image blanche dont le quart en haut à gauche est rouge : le sens se vérifie au pixel."""
    image = Image.new(mode, (largeur, hauteur), "white")
    ImageDraw.Draw(image).rectangle((0, 0, largeur // 2 - 1, hauteur // 2 - 1), fill="red" if mode == "RGB" else 0)
    return image


def _octets(image, format_image, **options):
    sortie = io.BytesIO()
    image.save(sortie, format_image, **options)
    return sortie.getvalue()


def jpeg(largeur=96, hauteur=64, *, orientation=1, trace=False):
    """`trace` ajoute l’appareil et la position, comme une photo de téléphone."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    if trace:
        exif[0x010F] = "Appareil fictif"
        exif.get_ifd(0x8825)[1] = "N"
    return _octets(_image(largeur, hauteur), "JPEG", quality=90, exif=exif)


def jpeg_commente(commentaire):
    """Un JPEG dont le premier segment est un commentaire : du texte libre avant l’image."""
    contenu = jpeg()
    return contenu[:2] + b"\xff\xfe" + struct.pack(">H", len(commentaire) + 2) + commentaire + contenu[2:]


def png(largeur=96, hauteur=64):
    return _octets(_image(largeur, hauteur), "PNG", compress_level=1)


def png_transparent():
    """Du noir sur fond transparent : une signature détourée."""
    image = Image.new("RGBA", (60, 40), (0, 0, 0, 0))
    ImageDraw.Draw(image).rectangle((20, 10, 39, 29), fill=(0, 0, 0, 255))
    return _octets(image, "PNG")


def png_16_bits():
    """Un gris moyen de scanner, sur 16 bits."""
    return _octets(Image.new("I;16", (40, 40), 32768), "PNG")


def webp():
    return _octets(_image(96, 64), "WEBP")


def gif():
    return _octets(_image(96, 64), "GIF")


def tiff(pages=1):
    images = [_image(80, 120) for _ in range(pages)]
    return _octets(images[0], "TIFF", save_all=True, append_images=images[1:])


def heic():
    """Photo de 96 × 64 points à tourner d’un quart de tour, avec appareil et position (encodée par libheif)."""
    return base64.b64decode((DONNEES / "photo.heic.base64").read_text())


def _bloc_png(nom, contenu):
    return struct.pack(">I", len(contenu)) + nom + contenu + struct.pack(">I", zlib.crc32(nom + contenu))


def png_bombe(largeur=50_000, hauteur=50_000):
    """Quelques kilooctets qui annoncent des gigaoctets."""
    entete = struct.pack(">IIBBBBB", largeur, hauteur, 8, 2, 0, 0, 0)
    lignes = zlib.compress(bytes(1_000_000))
    return b"\x89PNG\r\n\x1a\n" + _bloc_png(b"IHDR", entete) + _bloc_png(b"IDAT", lignes) + _bloc_png(b"IEND", b"")


def heic_bombe():
    """Le même HEIC, qui annonce 60 000 × 60 000 points."""
    return heic().replace(struct.pack(">II", 96, 64), struct.pack(">II", 60_000, 60_000))


def _enregistrer(document, **options):
    sortie = io.BytesIO()
    document.save(sortie, **options)
    return sortie.getvalue()


def _nouveau(pages=1, texte="Document fictif"):
    document = pikepdf.new()
    police = document.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    for numero in range(pages):
        page = document.add_blank_page(page_size=(595, 842))
        page.Resources = Dictionary(Font=Dictionary(F1=police))
        page.Contents = document.make_stream(f"BT /F1 24 Tf 72 720 Td ({texte} {numero + 1}) Tj ET".encode())
    return document


def pdf(pages=1, **options):
    """Un PDF simple ; `options` va à pikepdf (mode d’enregistrement, chiffrement)."""
    return _enregistrer(_nouveau(pages), **options)


def pdf_compact(pages=1):
    """Le même, objets rangés dans des flux comprimés (PDF 1.5), comme presque tous aujourd’hui."""
    return pdf(pages, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def pdf_chiffre(mot_de_passe="secret", **droits):
    return pdf(encryption=pikepdf.Encryption(owner="proprietaire", user=mot_de_passe, **droits))


def pdf_javascript():
    document = _nouveau()
    document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
    return _enregistrer(document)


def pdf_javascript_cache():
    """L’action est dans une annotation, elle-même dans un flux comprimé, et son nom est déguisé."""
    document = _nouveau()
    action = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
    document.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action)])
    return _enregistrer(document, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def pdf_nom_deguise():
    """« /JavaScript » et « /JS » écrits en codes hexadécimaux, lus pareil par tous les lecteurs."""
    return pdf_javascript().replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS", b"/#4aS")


def pdf_lancement():
    document = _nouveau()
    document.Root.OpenAction = Dictionary(S=Name.Launch, F="calc.exe")
    return _enregistrer(document)


def pdf_xfa():
    document = _nouveau()
    document.Root.AcroForm = Dictionary(XFA=document.make_stream(b"<xdp/>"), Fields=Array([]))
    return _enregistrer(document)


def pdf_piece_jointe(nom="annexe.exe", contenu=b"MZ"):
    document = _nouveau()
    document.attachments[nom] = contenu
    return _enregistrer(document)


def pdf_facture():
    """Une facture électronique (Factur-X) : ses données XML sont jointes au PDF."""
    return pdf_piece_jointe("factur-x.xml", b"<?xml version='1.0'?><facture/>")


def pdf_inoffensif():
    """Ce que produisent les logiciels ordinaires : page d’ouverture, lien, et un texte qui parle de /JavaScript."""
    document = _nouveau(texte="Le mot /JavaScript et /Launch")
    document.Root.OpenAction = Array([document.pages[0].obj, Name.Fit])
    lien = Dictionary(S=Name.URI, URI="https://departement.example/")
    annotation = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=lien, Contents="voir /JS (ici)")
    document.pages[0].Annots = Array([annotation])
    return _enregistrer(document)


def pdf_formulaire(valeur="Rempli"):
    """Un formulaire dont le champ est rempli mais pas dessiné."""
    document = _nouveau()
    police = document.pages[0].Resources.Font.F1
    champ = document.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T="champ", V=valeur, F=4,
            Rect=[72, 600, 300, 630], DA="/F1 12 Tf 0 g", P=document.pages[0].obj,
        )
    )  # fmt: skip
    document.pages[0].Annots = Array([champ])
    ressources = Dictionary(Font=Dictionary(F1=police))
    document.Root.AcroForm = Dictionary(Fields=Array([champ]), DR=ressources, DA="/F1 12 Tf 0 g", NeedAppearances=True)
    return _enregistrer(document)


def pdf_image_demesuree():
    document = _nouveau()
    image = document.make_stream(b"", Type=Name.XObject, Subtype=Name.Image, Width=100_000, Height=100_000)
    document.pages[0].Resources.XObject = Dictionary(I=image)
    return _enregistrer(document)


def pdf_bombe_de_contenu(octets=70_000_000):
    """Une page dont le dessin, décodé, pèse 70 Mo."""
    document = _nouveau()
    document.pages[0].Contents = document.make_stream(_comprimer(octets), Filter=Name.FlateDecode)
    return _enregistrer(document, compress_streams=False)


def _comprimer(octets, debut=b""):
    compresseur = zlib.compressobj(9)
    morceaux = [compresseur.compress(debut)]
    morceaux += [compresseur.compress(b" " * 1_000_000) for _ in range(octets // 1_000_000)]
    return b"".join([*morceaux, compresseur.flush()])


def pdf_bombe_de_structure(octets=50_000_000, *, filtre=b"/FlateDecode"):
    """Un flux d’objets de 50 Mo une fois décodé : il explose à la simple ouverture du PDF."""
    return _pdf_a_flux_d_objets(_comprimer(octets, b"1 0 null "), b"/Filter" + filtre)


def pdf_filtre_ailleurs():
    """Un flux d’objets dont le filtre est nommé par un autre objet."""
    return _pdf_a_flux_d_objets(zlib.compress(b"1 0 null "), b"/Filter 8 0 R", b"8 0 obj/FlateDecode endobj\n")


def _pdf_a_flux_d_objets(flux, filtre, *autres):
    """Rend un PDF 1.5 de huit objets au plus, écrit à la main : table des objets en clair, objet 1 dans le flux 6."""
    objets = {
        3: b"<</Type/Catalog/Pages 4 0 R/X 1 0 R>>",
        4: b"<</Type/Pages/Count 1/Kids[5 0 R]>>",
        5: b"<</Type/Page/Parent 4 0 R/Resources<<>>/MediaBox[0 0 9 9]>>",
        6: b"<</Type/ObjStm/N 1/First 4%s/Length %d>>stream\n%s\nendstream" % (filtre, len(flux), flux),
    }
    corps, positions = b"%PDF-1.5\n", {}
    for numero, objet in objets.items():
        positions[numero] = len(corps)
        corps += b"%d 0 obj%s endobj\n" % (numero, objet)
    for autre in autres:
        positions[8] = len(corps)
        corps += autre
    positions[7] = len(corps)
    table = b"".join(
        b"\x02" + struct.pack(">IB", 6, 0) if numero == 1 else _entree(positions.get(numero)) for numero in range(9)
    )
    entete = b"7 0 obj<</Type/XRef/Size 9/W[1 4 1]/Root 3 0 R/Length %d>>stream\n" % len(table)
    return corps + entete + table + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF\n" % positions[7]


def _entree(position):
    return b"\0" * 6 if position is None else b"\x01" + struct.pack(">IB", position, 0)


def pdf_objets_en_clair(octets=3_000_000):
    """Un PDF fait surtout d’objets écrits en clair, sans flux."""
    document = _nouveau()
    document.Root.Suite = document.make_indirect(Array([1234567] * (octets // 8)))
    return _enregistrer(document)


def zip_de(nom="annexe.html", contenu=b"<script>alert(1)</script>"):
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w") as archive:
        archive.writestr(nom, contenu)
    return sortie.getvalue()


def docx():
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", "<Relationships/>")
        archive.writestr("word/document.xml", "<document/>")
    return sortie.getvalue()
