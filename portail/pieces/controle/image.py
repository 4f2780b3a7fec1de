"""Les dimensions d’une image, lues dans son en-tête sans la décoder : une bombe se refuse avant d’exploser."""

import io
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING

from portail.pieces.controle.formats import HEIC, reconnaitre
from portail.pieces.controle.refus import refus

if TYPE_CHECKING:
    from PIL import Image

PIXELS_MAX = 70_000_000
"""Au-delà, décoder l’image prend plus de 200 Mo ; les photos de téléphone en ont 12 à 50 millions."""

PAGES_MAX = 100
"""Pages d’un TIFF ; au-delà, c’est un dossier entier, à envoyer en plusieurs fichiers."""

FORMATS_PILLOW = ("JPEG", "PNG", "WEBP", "TIFF")
CONTENEURS_HEIF = {b"meta": 4, b"iprp": 0, b"ipco": 0}
"""Boîtes qui mènent aux propriétés de l’image, et octets à sauter avant leurs filles."""

PROFONDEUR_HEIF = 3


def pages_de_l_image(contenu: bytes) -> int:
    """Rend le nombre de pages de l’image ; lève `FichierRefuse` si elle est illisible ou démesurée."""
    if reconnaitre(contenu) is HEIC:
        largeur, hauteur = _dimensions_heif(contenu)
        pages = 1
    else:
        largeur, hauteur, pages = _dimensions(contenu)
    if largeur * hauteur > PIXELS_MAX:
        raise refus("image_demesuree", limite=str(PIXELS_MAX // 1_000_000))
    if pages > PAGES_MAX:
        raise refus("pages", limite=str(PAGES_MAX))
    return pages


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
        raise refus("image_demesuree", limite=str(PIXELS_MAX // 1_000_000)) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, struct.error, EOFError):
        raise refus("image_illisible") from None


def _page_suivante(image: "Image.Image", numero: int) -> bool:
    try:
        image.seek(numero)
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
    while debut + 16 <= fin:
        taille, nom = struct.unpack_from(">I4s", contenu, debut)
        entete = 8
        if taille == 1:
            taille, entete = struct.unpack_from(">Q", contenu, debut + 8)[0], 16
        suivante = debut + taille if taille else fin
        if suivante < debut + entete or suivante > fin:
            return
        yield nom, debut + entete, suivante
        if profondeur < PROFONDEUR_HEIF and nom in CONTENEURS_HEIF:
            yield from _boites(contenu, debut + entete + CONTENEURS_HEIF[nom], suivante, profondeur + 1)
        debut = suivante
