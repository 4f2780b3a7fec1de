"""L’examen d’un fichier reçu : ce qu’il est vraiment, et s’il peut être gardé.

Tout se lit sans rien décoder, pour répondre pendant que la personne attend. Le traitement lourd (redresser une
photo, réunir des pages) se fait plus tard, dans l’atelier (`socle/atelier.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass

from portail.pieces.controle.formats import ADMIS, Format, reconnaitre
from portail.pieces.controle.image import pages_de_l_image
from portail.pieces.controle.noms import assainir
from portail.pieces.controle.pdf import pages_du_pdf
from portail.pieces.controle.refus import FichierRefuse, refus

__all__ = ["MO", "Examen", "FichierRefuse", "examiner"]

MO = 1_000_000
"""Un mégaoctet, au sens du système international : celui qu’affichent les téléphones."""

DEBUT_PDF = 1024
"""Les lecteurs de PDF acceptent l’en-tête jusqu’à cet octet : au-delà de zéro, le fichier se lit de deux façons."""

SUITE_PDF = 1024
"""Octets tolérés après la marque de fin d’un PDF : de mauvais logiciels en ajoutent quelques-uns."""

FIN_ARCHIVE = 65_557
"""Taille maximale de la fin d’une archive ZIP, commentaire compris (APPNOTE, § 4.3.16)."""

AUTRES_LECTURES = (b"PK\x03\x04", b"%PDF-", b"MZ", b"\x7fELF", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"<", b"#!")
"""Débuts de fichiers qui, collés après une image, en feraient un second document."""


@dataclass(frozen=True, slots=True)
class Examen:
    """Un fichier admis : son type réel, un nom à afficher (jamais un chemin), son nombre de pages s’il se sait."""

    type_mime: str
    nom_propre: str
    pages: int | None


def examiner(nom: str, contenu: bytes, *, taille_max: int) -> Examen:
    """Rend ce qu’est vraiment ce fichier ; lève `FichierRefuse`, avec quoi faire, s’il ne peut pas être reçu.

    `taille_max` est en octets. Le type vient du contenu, jamais du nom ; une extension fausse est corrigée.
    """
    _verifier_taille(contenu, taille_max)
    format_reel = reconnaitre(contenu)
    if format_reel.type_mime not in ADMIS:
        raise refus(format_reel.refus)
    _refuser_double_lecture(format_reel, contenu)
    pages = _LECTURES.get(format_reel.type_mime, pages_de_l_image)(contenu)
    return Examen(format_reel.type_mime, assainir(nom, format_reel), pages)


_LECTURES: dict[str, Callable[[bytes], int | None]] = {"application/pdf": pages_du_pdf}


def _verifier_taille(contenu: bytes, taille_max: int) -> None:
    if not contenu:
        raise refus("vide")
    if len(contenu) > taille_max:
        limite = round(taille_max / MO, 1)
        poids = max(round(len(contenu) / MO, 1), limite + 0.1)
        raise refus("trop_gros", poids=_en_francais(poids), limite=_en_francais(limite))


def _en_francais(nombre: float) -> str:
    return f"{nombre:.1f}".removesuffix(".0").replace(".", ",")


def _refuser_double_lecture(format_reel: Format, contenu: bytes) -> None:
    """Refuse un fichier qu’un autre logiciel lirait comme un second document (polyglotte)."""
    est_pdf = format_reel.type_mime == "application/pdf"
    if not est_pdf and b"%PDF-" in contenu[:DEBUT_PDF]:
        raise refus("double")
    if _finit_en_archive(contenu):
        raise refus("double")
    suite = contenu[format_reel.fin(contenu) :].lstrip(b"\0\t\r\n\f ")
    if suite.startswith(AUTRES_LECTURES) or (est_pdf and len(suite) > SUITE_PDF):
        raise refus("double")


def _finit_en_archive(contenu: bytes) -> bool:
    """Vrai si un logiciel d’archives trouverait un répertoire ZIP à la fin (il le cherche dans les 64 derniers Kio)."""
    fin = contenu.rfind(b"PK\x05\x06", -FIN_ARCHIVE)
    return fin >= 0 and b"PK\x01\x02" in contenu[:fin]
