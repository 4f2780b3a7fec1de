"""Les dimensions d’une image, lues dans son en-tête sans la décoder : une bombe se refuse avant d’exploser."""

import io
import struct
from collections.abc import Iterator

from portail.pieces.formats import HEIC, reconnaitre
from portail.pieces.refus import refus

PIXELS_MAX = 70_000_000
"""Au-delà, décoder l’image prend plus de 200 Mo ; les photos de téléphone en ont 12 à 50 millions."""

PAGES_MAX = 100
"""Pages d’un TIFF ; au-delà, c’est un dossier entier, à envoyer en plusieurs fichiers."""

FORMATS_PILLOW = ("JPEG", "PNG", "WEBP", "TIFF")
CONTENEURS_HEIF = frozenset({b"iprp", b"ipco"})


def pages_de_l_image(contenu: bytes) -> int:
    """Rend le nombre de pages de l’image ; lève `FichierRefuse` si elle est illisible ou démesurée."""
    if reconnaitre(contenu) is HEIC:
        largeur, hauteur = _dimensions_heif(contenu)
        pages = 1
    else:
        largeur, hauteur, pages = _dimensions(contenu)
    if largeur * hauteur > PIXELS_MAX:
        raise refus("image_demesuree", largeur=_milliers(largeur), hauteur=_milliers(hauteur))
    if pages > PAGES_MAX:
        raise refus("pdf_pages", pages=f"plus de {PAGES_MAX}", limite=str(PAGES_MAX))
    return pages


def _milliers(nombre: int) -> str:
    return f"{nombre:,}".replace(",", "\u202f")


def _dimensions(contenu: bytes) -> tuple[int, int, int]:
    """Rend la plus grande largeur, la plus grande hauteur et le nombre de pages (arrêté juste après la limite)."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 — lourd, inutile à la plupart des pages

    try:
        with Image.open(io.BytesIO(contenu), formats=FORMATS_PILLOW) as image:
            largeur, hauteur, pages = image.width, image.height, 1
            while pages <= PAGES_MAX and image.format == "TIFF" and _page_suivante(image, pages):
                pages += 1
                largeur, hauteur = max(largeur, image.width), max(hauteur, image.height)
            return largeur, hauteur, pages
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise refus("pdf_demesure") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, struct.error, EOFError):
        raise refus("image_illisible") from None


def _page_suivante(image: object, numero: int) -> bool:
    try:
        image.seek(numero)  # type: ignore[attr-defined]
    except EOFError:
        return False
    return True


def _dimensions_heif(contenu: bytes) -> tuple[int, int]:
    """Rend les dimensions déclarées (`ispe`, ISO 23008-12 § 6.5.3) sans confier le fichier au décodeur."""
    dimensions = [
        struct.unpack_from(">II", contenu, debut + 4)
        for nom, debut, fin in _boites(contenu, 0, len(contenu))
        if nom == b"ispe" and fin - debut >= 12
    ]
    if not dimensions:
        raise refus("image_illisible")
    return max(largeur for largeur, _ in dimensions), max(hauteur for _, hauteur in dimensions)


def _boites(contenu: bytes, debut: int, fin: int, profondeur: int = 0) -> Iterator[tuple[bytes, int, int]]:
    """Parcourt les boîtes ISO (nom, début et fin du contenu) et celles qui mènent aux propriétés de l’image."""
    while debut + 8 <= fin:
        taille, nom = struct.unpack_from(">I4s", contenu, debut)
        if taille < 8 or debut + taille > fin:
            return
        yield nom, debut + 8, debut + taille
        if profondeur < 3 and nom == b"meta":
            yield from _boites(contenu, debut + 12, debut + taille, profondeur + 1)
        elif profondeur < 3 and nom in CONTENEURS_HEIF:
            yield from _boites(contenu, debut + 8, debut + taille, profondeur + 1)
        debut += taille
