"""Reconnaître le type réel d’un fichier à ses premiers octets, et savoir où il finit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import filetype

OUVERTURE_PAGE_WEB = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<svg", b"<?xml")
BUREAUTIQUE = ("msword", "officedocument", "opendocument", "ms-excel", "ms-powerpoint", "rtf")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Début des anciens documents de bureautique (MS-CFB, § 2.2)."""

ARCHIVES = ("zip", "rar", "7z", "tar", "gzip", "bzip2", "x-xz", "zstd", "x-unix-archive")
MARQUES_HEIF = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"})
FIN_PDF = b"%%EOF"


def _a_la_fin(contenu: bytes) -> int:
    return len(contenu)


@dataclass(frozen=True, slots=True)
class Format:
    """Un type de fichier : ses extensions (la première est celle qu’on donne), la raison de le refuser s’il l’est."""

    type_mime: str
    extensions: tuple[str, ...] = ()
    refus: str = ""
    fin: Callable[[bytes], int] = _a_la_fin
    """Rend la position où finit le document dans le fichier."""


def _fin_du_pdf(contenu: bytes) -> int:
    marque = contenu.rfind(FIN_PDF)
    return len(contenu) if marque < 0 else marque + len(FIN_PDF)


def _fin_du_jpeg(contenu: bytes) -> int:
    """Suit les segments jusqu’au début de l’image, puis cherche sa marque de fin (ISO 10918-1, annexe B)."""
    position = 2
    while contenu[position : position + 1] == b"\xff" and position + 4 <= len(contenu):
        marque = contenu[position + 1]
        if marque == 0xDA:
            break
        position += 2 + int.from_bytes(contenu[position + 2 : position + 4])
    fin = contenu.find(b"\xff\xd9", position)
    return len(contenu) if fin < 0 else fin + 2


def _fin_du_png(contenu: bytes) -> int:
    """Suit les blocs jusqu’à IEND (ISO 15948, § 5.3)."""
    position = 8
    while position + 12 <= len(contenu):
        taille = int.from_bytes(contenu[position : position + 4])
        position += 12 + taille
        if contenu[position - taille - 8 : position - taille - 4] == b"IEND":
            return position
    return len(contenu)


def _fin_du_webp(contenu: bytes) -> int:
    return 8 + int.from_bytes(contenu[4:8], "little")


PDF = Format("application/pdf", ("pdf",), fin=_fin_du_pdf)
JPEG = Format("image/jpeg", ("jpg", "jpeg", "jpe", "jfif"), fin=_fin_du_jpeg)
PNG = Format("image/png", ("png",), fin=_fin_du_png)
WEBP = Format("image/webp", ("webp",), fin=_fin_du_webp)
TIFF = Format("image/tiff", ("tif", "tiff"))
HEIC = Format("image/heic", ("heic", "heif", "hif"))
ADMIS: Mapping[str, Format] = {f.type_mime: f for f in (PDF, JPEG, PNG, WEBP, TIFF, HEIC)}

SIGNATURES: tuple[tuple[bytes, Format], ...] = (
    (b"%PDF-", PDF),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
)


def reconnaitre(contenu: bytes) -> Format:
    """Rend le format de ce contenu, lu à l’octet 0 ; un format non admis porte le code de son refus."""
    for signature, format_reel in SIGNATURES:
        if contenu.startswith(signature):
            return format_reel
    if contenu[:4] == b"RIFF" and contenu[8:12] == b"WEBP":
        return WEBP
    if _est_heif(contenu):
        return HEIC
    return _non_admis(contenu)


def _est_heif(contenu: bytes) -> bool:
    """Vrai si la boîte `ftyp` annonce une image HEIF codée en HEVC (ISO 23008-12, § 10)."""
    if contenu[4:8] != b"ftyp":
        return False
    taille = min(int.from_bytes(contenu[:4]), 256)
    marques = {contenu[8:12], *(contenu[debut : debut + 4] for debut in range(16, taille, 4))}
    return bool(marques & MARQUES_HEIF) and b"avif" not in marques


def _non_admis(contenu: bytes) -> Format:
    """Rend un format refusé, avec la raison qui aide le mieux."""
    tete = contenu[:1024]
    if tete.lstrip(b"\xef\xbb\xbf\0\t\r\n ").lower().startswith(OUVERTURE_PAGE_WEB):
        return Format("text/html", refus="page_web")
    if b"%PDF-" in tete:
        return Format("application/pdf+prefixe", refus="double")
    type_mime = str(filetype.guess_mime(contenu) or "application/octet-stream")
    if contenu.startswith(OLE) or any(mot in type_mime for mot in BUREAUTIQUE):
        return Format(type_mime, refus="bureautique")
    if any(mot in type_mime for mot in ARCHIVES):
        return Format(type_mime, refus="archive")
    return Format(type_mime, refus="type")
