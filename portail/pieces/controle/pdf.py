"""L’examen d’un PDF : lisible, sans mot de passe, sans programme ni fichier caché, de taille raisonnable.

qpdf ne décode ici que la structure, sous des limites de mémoire. Ce que ces limites ne couvrent pas part dans
l’atelier, un processus à mémoire et temps bornés.
"""

import io
import re
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import prod
from typing import TYPE_CHECKING

from portail.pieces.controle.refus import FichierRefuse, refus
from portail.socle.atelier import TravailImpossible, TravailRefuse, executer

if TYPE_CHECKING:
    import pikepdf

PAGES_MAX = 200
STRUCTURE_MAX = 4_000_000
"""Octets qu’un flux de structure peut donner une fois décodé ; un document ordinaire en a moins de 200 000."""

HORS_FLUX_MAX = 2_000_000
"""Octets d’objets écrits en clair au-delà desquels l’examen part dans l’atelier."""

CONTENU_MAX = 60_000_000
"""Octets qu’un flux de page peut donner une fois décodé."""

PIXELS_MAX = 400_000_000
FLUX_SUSPECT = 60_000
"""Un flux comprimé plus court ne peut pas dépasser `CONTENU_MAX` : zlib ne comprime pas plus de 1 032 fois."""

DUREE_MAX = 2.0
"""Secondes laissées à l’examen dans le processus web."""

FACTURES = frozenset({"factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml"})
"""Seules pièces jointes admises : les données d’une facture électronique (Factur-X, EN 16931), du XML inerte."""

CHAINES = re.compile(rb"\((?:\\.|[^\\)])*\)", re.DOTALL)
ACTIF = re.compile(
    rb"/(?:JS|JavaScript|XFA|RichMedia|RichMediaContent)(?![^\s/<>\[\]()])"
    rb"|/S\s*/(?:Launch|SubmitForm|ImportData|GoToR|GoToE|Movie|Sound|Rendition|GoTo3DView)(?![^\s/<>\[\]()])"
)
PIECE_JOINTE = re.compile(rb"/EF\s*<<|/EF\s+\d+\s+\d+\s+R")
IMAGE = re.compile(rb"/Subtype\s*/Image(?![^\s/<>\[\]()])")
COTE = re.compile(rb"/(?:Width|Height)\s+(\d+)")


def _nom_obscur(nom: str) -> bytes:
    """Rend le motif de ce nom PDF, que ses lettres soient écrites telles quelles ou en « #xx » (ISO 32000, § 7.3.5)."""
    return b"".join(b"(?:%c|#%02x|#%02X)" % (lettre, lettre, lettre) for lettre in nom.encode())


FLUX_DE_REFERENCES = re.compile(rb"/" + _nom_obscur("XRef"))
DECODAGE_NON_BORNE = re.compile(
    rb"/(?:" + _nom_obscur("LZW") + rb"|" + _nom_obscur("Filter") + rb"\s*(?:[^\s/\[]|\[[^\]]*[R%]))"
)
"""Compression LZW, ou filtre dont le nom est ailleurs : qpdf n’en borne pas la mémoire."""


def pages_du_pdf(contenu: bytes) -> int:
    """Rend le nombre de pages ; lève `FichierRefuse` si le PDF est illisible, protégé, actif ou démesuré."""
    if not _a_isoler(contenu):
        return _pages(contenu, duree_max=DUREE_MAX)
    try:
        return int(executer("portail.pieces.controle.pdf:compter_pages", [contenu]))
    except TravailRefuse as erreur:
        raise FichierRefuse(erreur.message, erreur.code, erreur.valeurs) from None
    except TravailImpossible:
        raise refus("pdf_demesure") from None


def compter_pages(entrees: Sequence[bytes]) -> bytes:
    """Rend en texte le nombre de pages du PDF ; s’exécute dans l’atelier."""
    return str(_pages(entrees[0], duree_max=float("inf"))).encode()


def _a_isoler(contenu: bytes) -> bool:
    """Vrai si ouvrir ce PDF peut demander plus de mémoire que ce que qpdf sait borner."""
    if len(contenu) > HORS_FLUX_MAX and _hors_flux(contenu) > HORS_FLUX_MAX:
        return True
    return bool(FLUX_DE_REFERENCES.search(contenu) and DECODAGE_NON_BORNE.search(contenu))


def _hors_flux(contenu: bytes) -> int:
    """Rend le nombre d’octets écrits hors des flux."""
    total, position = 0, 0
    while (debut := contenu.find(b"stream", position)) >= 0:
        total += debut - position
        fin = contenu.find(b"endstream", debut)
        if fin < 0:
            return total
        position = fin + len(b"endstream")
    return total + len(contenu) - position


@cache
def _borner_qpdf() -> None:
    """Pose, une fois par processus, les limites de mémoire de qpdf."""
    from pikepdf.settings import set_qpdf_limits  # noqa: PLC0415 — lourd, inutile à la plupart des pages

    set_qpdf_limits(
        flate_max_memory=STRUCTURE_MAX,
        run_length_max_memory=STRUCTURE_MAX,
        png_max_memory=STRUCTURE_MAX,
        tiff_max_memory=STRUCTURE_MAX,
        dct_max_memory=STRUCTURE_MAX,
        max_stream_filters=4,
        parser_max_container_size=500_000,
    )


def _pages(contenu: bytes, *, duree_max: float) -> int:
    import pikepdf  # noqa: PLC0415 — lourd, inutile à la plupart des pages

    _borner_qpdf()
    try:
        with pikepdf.open(io.BytesIO(contenu)) as pdf:
            _refuser_contenus(pdf, echeance=time.monotonic() + duree_max)
            pages = len(pdf.pages)
            avertissements = " ".join(pdf.get_warnings())
    except pikepdf.PasswordError:
        raise refus("pdf_mot_de_passe") from None
    except (pikepdf.PdfError, pikepdf.DataDecodingError, RecursionError):
        raise refus("pdf_illisible") from None
    if "limit" in avertissements or "unfilterable" in avertissements:
        raise refus("pdf_demesure")
    if pages > PAGES_MAX:
        raise refus("pages", limite=str(PAGES_MAX))
    if not pages:
        raise refus("pdf_illisible")
    return pages


@dataclass(frozen=True, slots=True)
class _Objet:
    """Un objet du PDF et son texte normalisé par qpdf : noms décodés, références non suivies."""

    valeur: "pikepdf.Object"
    texte: bytes
    est_flux: bool = False


def _refuser_contenus(pdf: "pikepdf.Pdf", *, echeance: float) -> None:
    """Lit chaque objet du PDF, une fois, et refuse ce qui s’exécute, se cache ou explose."""
    for objet in _objets(pdf):
        if time.monotonic() > echeance:
            raise refus("pdf_demesure")
        if ACTIF.search(objet.texte) and ACTIF.search(CHAINES.sub(b"()", objet.texte)):
            raise refus("pdf_actif")
        if PIECE_JOINTE.search(objet.texte) and not _est_une_facture(objet.valeur):
            raise refus("pdf_pieces_jointes")
        if objet.est_flux and _est_demesure(objet):
            raise refus("pdf_demesure")


def _objets(pdf: "pikepdf.Pdf") -> Iterator[_Objet]:
    import pikepdf  # noqa: PLC0415 — déjà chargé par l’appelant

    yield _Objet(pdf.trailer, pdf.trailer.unparse(resolved=True))
    for valeur in pdf.objects:
        if isinstance(valeur, pikepdf.Stream):
            yield _Objet(valeur, valeur.stream_dict.unparse(resolved=True), est_flux=True)
        elif isinstance(valeur, pikepdf.Object):
            yield _Objet(valeur, valeur.unparse(resolved=True))


def _est_une_facture(piece_jointe: "pikepdf.Object") -> bool:
    """Vrai si la pièce jointe est le XML d’une facture électronique, par son nom et par son contenu."""
    nom = str(piece_jointe.get("/UF", piece_jointe.get("/F", ""))).lower()
    contenus = [flux.read_bytes() for flux in piece_jointe["/EF"].values()]
    return nom in FACTURES and all(texte.lstrip(b"\xef\xbb\xbf\t\r\n ").startswith(b"<") for texte in contenus)


def _est_demesure(flux: _Objet) -> bool:
    """Vrai pour une image aux dimensions déraisonnables, ou un flux de page qui se déploie sans fin."""
    if IMAGE.search(flux.texte):
        return prod(map(int, COTE.findall(flux.texte))) > PIXELS_MAX
    brut = flux.valeur.read_raw_bytes()
    return len(brut) > FLUX_SUSPECT and b"/FlateDecode" in flux.texte and _taille_decodee(brut) > CONTENU_MAX


def _taille_decodee(brut: bytes) -> int:
    """Rend la taille du flux décodé, comptée par tranches et arrêtée à la limite : rien n’est gardé en mémoire."""
    decodeur, reste, taille = zlib.decompressobj(), brut, 0
    try:
        while reste and not decodeur.eof and taille <= CONTENU_MAX:
            taille += len(decodeur.decompress(reste, 1_000_000))
            reste = decodeur.unconsumed_tail
    except zlib.error:
        return taille
    return taille
