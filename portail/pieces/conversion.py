"""Traiter les fichiers reçus : photo nette et sans trace, pages réunies en un seul PDF.

Les fonctions publiques délèguent à l’atelier : un fichier venu du dehors n’est jamais décodé dans l’ouvrier.
Les fonctions `…_ici` font le travail et s’exécutent dans le processus borné.
"""

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from portail.pieces.controle.formats import HEIC, PDF, TIFF, reconnaitre
from portail.pieces.controle.image import PAGES_MAX as PAGES_TIFF_MAX
from portail.pieces.controle.image import PIXELS_MAX
from portail.pieces.controle.refus import FichierRefuse, refus
from portail.socle.atelier import Bornes, TravailRefuse, executer

if TYPE_CHECKING:
    import pikepdf
    from PIL import Image

COTE_MAX = 2400
"""Points du plus grand côté : 290 par pouce sur une page A4, de quoi lire les petits caractères."""

QUALITE = 85
A4_MM = (210, 297)
BORNES_IMAGE = Bornes(memoire_mo=1_500, duree_s=30, resultat_mo=10)
BORNES_ASSEMBLAGE = Bornes(memoire_mo=1_500, duree_s=90, resultat_mo=60)
_MODULE = "portail.pieces.conversion"


def nettoyer_image(contenu: bytes) -> bytes:
    """Rend la photo en JPEG : redressée, de 2 400 points au plus, sans position ni appareil (Exif effacé).

    Lève `FichierRefuse` si elle est illisible, `TravailImpossible` si elle dépasse les bornes de l’atelier.
    """
    return _executer("nettoyer_ici", [contenu], BORNES_IMAGE)


def assembler(fichiers: Sequence[bytes]) -> bytes:
    """Rend un seul PDF, dans l’ordre, de photos et de PDF déjà examinés ; un PDF seul est rendu tel quel.

    Lève `FichierRefuse` si un fichier est illisible, `TravailImpossible` au-delà des bornes de l’atelier.
    """
    if len(fichiers) == 1 and reconnaitre(fichiers[0]) is PDF:
        return fichiers[0]
    return _executer("assembler_ici", fichiers, BORNES_ASSEMBLAGE)


def _executer(fonction: str, entrees: Sequence[bytes], bornes: Bornes) -> bytes:
    try:
        return executer(f"{_MODULE}:{fonction}", entrees, bornes=bornes)
    except TravailRefuse as erreur:
        raise FichierRefuse(erreur.message, erreur.code, erreur.valeurs) from None


def nettoyer_ici(entrees: Sequence[bytes]) -> bytes:
    """Rend la première page de l’image en JPEG propre ; s’exécute dans l’atelier."""
    return next(_pages_jpeg(entrees[0]))


def assembler_ici(entrees: Sequence[bytes]) -> bytes:
    """Rend le PDF de toutes les pages ; s’exécute dans l’atelier."""
    import pikepdf  # noqa: PLC0415 — lourd, inutile hors de l’atelier

    sortie = io.BytesIO()
    try:
        with pikepdf.new() as reunion:
            for contenu in entrees:
                _ajouter(reunion, contenu if reconnaitre(contenu) is PDF else _pdf_de_l_image(contenu))
            reunion.save(sortie, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    except pikepdf.PasswordError:
        raise refus("pdf_mot_de_passe") from None
    except pikepdf.PdfError:
        raise refus("pdf_illisible") from None
    return sortie.getvalue()


def _ajouter(reunion: "pikepdf.Pdf", contenu: bytes) -> None:
    """Ajoute les pages d’un PDF ; ses champs remplis deviennent du dessin, sinon la réunion les perdrait."""
    import pikepdf  # noqa: PLC0415 — déjà chargé par l’appelant

    with pikepdf.open(io.BytesIO(contenu)) as pdf:
        if "/AcroForm" in pdf.Root:
            pdf.generate_appearance_streams()
            pdf.flatten_annotations("all")
        reunion.pages.extend(pdf.pages)


def _pdf_de_l_image(contenu: bytes) -> bytes:
    """Rend l’image en PDF, une page A4 par page, tournée pour tenir au mieux, sans recomprimer le JPEG."""
    import img2pdf  # noqa: PLC0415 — lourd, inutile hors de l’atelier

    page = tuple(img2pdf.mm_to_pt(cote) for cote in A4_MM)
    mise_en_page = img2pdf.get_layout_fun(page, auto_orient=True)
    rendu: bytes = img2pdf.convert(list(_pages_jpeg(contenu)), layout_fun=mise_en_page)
    return rendu


def _pages_jpeg(contenu: bytes) -> Iterator[bytes]:
    """Rend chaque page de l’image (une seule, sauf TIFF) en JPEG propre."""
    from PIL import Image, ImageSequence  # noqa: PLC0415 — lourd, inutile hors de l’atelier

    format_reel = reconnaitre(contenu)
    _preparer_pillow(heif=format_reel is HEIC)
    try:
        with Image.open(io.BytesIO(contenu), formats=["JPEG", "PNG", "WEBP", "TIFF", "HEIF"]) as image:
            for numero, page in enumerate(ImageSequence.Iterator(image)):
                if numero and (format_reel is not TIFF or numero >= PAGES_TIFF_MAX):
                    return
                yield _jpeg(page)
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, Image.DecompressionBombError):
        raise refus("image_illisible") from None


def _preparer_pillow(*, heif: bool) -> None:
    from PIL import Image  # noqa: PLC0415 — lourd, inutile hors de l’atelier

    Image.MAX_IMAGE_PIXELS = PIXELS_MAX
    if heif:
        import pi_heif  # noqa: PLC0415 — lourd, inutile aux autres images

        pi_heif.options.DECODE_THREADS = 1
        pi_heif.register_heif_opener()


def _jpeg(image: "Image.Image") -> bytes:
    """Rend une page en JPEG : réduite dès le décodage, redressée, posée sur du blanc, sans métadonnée."""
    from PIL import Image, ImageOps  # noqa: PLC0415 — déjà chargé par l’appelant

    if image.width * image.height > PIXELS_MAX:
        raise refus("image_demesuree", limite=str(PIXELS_MAX // 1_000_000))
    image.draft("RGB", (COTE_MAX, COTE_MAX))
    droite = ImageOps.exif_transpose(image)
    plate = _sur_blanc(_huit_bits(droite))
    plate.thumbnail((COTE_MAX, COTE_MAX), Image.Resampling.LANCZOS, reducing_gap=2.0)
    sortie = io.BytesIO()
    plate.save(sortie, "JPEG", quality=QUALITE, optimize=True)
    return sortie.getvalue()


def _huit_bits(image: "Image.Image") -> "Image.Image":
    """Ramène à 8 bits les gris de 16 bits des scanners, que Pillow écrêterait en blanc."""
    if not image.mode.startswith("I"):
        return image
    return image.convert("I").point(lambda valeur: valeur / 256).convert("L")


def _sur_blanc(image: "Image.Image") -> "Image.Image":
    """Rend l’image en gris ou en couleurs, sans transparence : ce qui était transparent devient blanc."""
    from PIL import Image  # noqa: PLC0415 — déjà chargé par l’appelant

    if image.has_transparency_data:
        fond = Image.new("RGBA", image.size, "white")
        fond.alpha_composite(image.convert("RGBA"))
        return fond.convert("RGB")
    return image.convert("L" if image.mode in {"1", "L"} else "RGB")
