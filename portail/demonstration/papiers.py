"""Les papiers que joignent les personnes fictives : petits PDF et photos, tous marqués « spécimen »."""

import io
from collections.abc import Sequence
from functools import cache

A4 = (595, 842)
PHOTO = (720, 960)
MENTION = "SPÉCIMEN – document fictif de démonstration"
_CORPS, _INTERLIGNE, _MARGE = 13, 22, 60
_QUALITE = 70


def pdf(titre: str, lignes: Sequence[str], *, pages: int = 1) -> bytes:
    """Rend un PDF d’une ou plusieurs pages : un titre, des lignes, la mention « spécimen »."""
    import pikepdf  # noqa: PLC0415 — lourd : chargé seulement quand on fabrique un papier

    document = pikepdf.new()
    document.docinfo[pikepdf.Name.Title] = titre
    police = document.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
    )
    for numero in range(1, pages + 1):
        page = document.add_blank_page(page_size=A4)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=police))
        page.Contents = document.make_stream(_dessin([titre, *lignes, "", f"Page {numero} sur {pages}", MENTION]))
    sortie = io.BytesIO()
    document.save(sortie)
    return sortie.getvalue()


def _dessin(lignes: Sequence[str]) -> bytes:
    ordres = [f"BT /F1 {_CORPS} Tf {_INTERLIGNE} TL {_MARGE} {A4[1] - _MARGE} Td".encode()]
    for ligne in lignes:
        # Les polices de base ne connaissent que ce jeu : le reste devient un point d’interrogation.
        ecrite = ligne.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        ordres.append(b"(" + ecrite + b") Tj T*")
    return b"\n".join([*ordres, b"ET"])


@cache
def photo(titre: str, lignes: tuple[str, ...], *, floue: bool = False) -> bytes:
    """Rend la photo JPEG d’une feuille posée sur une table ; `floue` la rend illisible."""
    from PIL import Image, ImageDraw, ImageFilter, ImageFont  # noqa: PLC0415 — lourd : chargé pour une photo seulement

    image = Image.new("RGB", PHOTO, "#8a7660")
    trace = ImageDraw.Draw(image)
    trace.polygon([(48, 60), (680, 40), (692, 912), (36, 926)], fill="#f7f5ee")
    trace.text((90, 110), titre, fill="#1c2226", font=ImageFont.load_default(30))
    for rang, ligne in enumerate((*lignes, "", MENTION)):
        trace.text((90, 200 + 44 * rang), ligne, fill="#2c3439", font=ImageFont.load_default(22))
    if floue:
        image = image.filter(ImageFilter.GaussianBlur(9))
    sortie = io.BytesIO()
    image.save(sortie, "JPEG", quality=_QUALITE)
    return sortie.getvalue()


def iban(rang: int) -> str:
    """Rend un IBAN français bien formé d’une banque qui n’existe pas (code 99999)."""
    banque, guichet, compte = 99_999, 44_000, 4_400_000 + rang
    cle_rib = 97 - (89 * banque + 15 * guichet + 3 * compte) % 97
    bban = f"{banque:05d}{guichet:05d}{compte:011d}{cle_rib:02d}"
    # « FR » vaut 1527 une fois ses lettres changées en nombres (ISO 13616).
    return f"FR{98 - int(bban + '152700') % 97:02d}{bban}"
