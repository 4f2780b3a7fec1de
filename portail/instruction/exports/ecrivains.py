"""Écrire une liste en CSV, XLSX ou ODS, ligne par ligne, sans rien garder : la bibliothèque standard suffit.

CSV : point-virgule, UTF-8 avec marque, virgule décimale, dates AAAA-MM-JJ — ce que lisent les tableurs en français.
"""

import csv
import io
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from xml.sax.saxutils import escape

from portail.instruction.exports import gabarits
from portail.instruction.exports.archive import Ecrire, archive
from portail.instruction.exports.cellules import Cellule
from portail.instruction.exports.models import FormatExport
from portail.socle.tableur import inerte

ORIGINE_DES_TABLEURS = date(1899, 12, 30)
LETTRES = 26


class Ecrivain(ABC):
    """Ce qui reçoit les lignes, la première étant celle des titres."""

    @abstractmethod
    def ligne(self, cellules: Sequence[Cellule]) -> None:
        """Écrit une ligne."""


class _Csv(Ecrivain):
    def __init__(self, ecrire: Ecrire) -> None:
        self._ecrire, self._tampon = ecrire, io.StringIO()
        self._plume = csv.writer(self._tampon, delimiter=";", lineterminator="\r\n")

    def ligne(self, cellules: Sequence[Cellule]) -> None:
        self._plume.writerow([_en_csv(cellule) for cellule in cellules])
        self._ecrire(self._tampon.getvalue().encode())
        self._tampon.seek(0)
        self._tampon.truncate()


def _en_csv(cellule: Cellule) -> str:
    if cellule is None:
        return ""
    if isinstance(cellule, date):
        return cellule.isoformat()
    if isinstance(cellule, int | Decimal):
        return str(cellule).replace(".", ",")
    return inerte(cellule)


class _Xlsx(Ecrivain):
    def __init__(self, ecrire: Ecrire) -> None:
        self._ecrire, self._rang = ecrire, 0

    def ligne(self, cellules: Sequence[Cellule]) -> None:
        self._rang += 1
        titre = ' s="3"' if self._rang == 1 else ""
        corps = "".join(
            _en_xlsx(cellule, f"{colonne(rang)}{self._rang}", titre)
            for rang, cellule in enumerate(cellules)
            if cellule is not None
        )
        self._ecrire(f'<row r="{self._rang}">{corps}</row>'.encode())


def colonne(rang: int) -> str:
    """Rend le nom d’une colonne de tableur : A, B… Z, AA, AB…"""
    debut, lettre = divmod(rang, LETTRES)
    return (colonne(debut - 1) if debut else "") + chr(ord("A") + lettre)


def _en_xlsx(cellule: Cellule, place: str, style: str) -> str:
    if isinstance(cellule, date):
        return f'<c r="{place}" s="1"><v>{(cellule - ORIGINE_DES_TABLEURS).days}</v></c>'
    if isinstance(cellule, int | Decimal):
        return f'<c r="{place}"><v>{cellule}</v></c>'
    texte = escape(inerte(cellule or ""))
    return f'<c r="{place}" t="inlineStr"{style}><is><t xml:space="preserve">{texte}</t></is></c>'


class _Ods(Ecrivain):
    def __init__(self, ecrire: Ecrire) -> None:
        self._ecrire, self._rang = ecrire, 0

    def ligne(self, cellules: Sequence[Cellule]) -> None:
        self._rang += 1
        corps = "".join(_en_ods(cellule) for cellule in cellules)
        ligne = f"<table:table-row>{corps}</table:table-row>"
        if self._rang == 1:
            ligne = f"<table:table-header-rows>{ligne}</table:table-header-rows>"
        self._ecrire(ligne.encode())


def _en_ods(cellule: Cellule) -> str:
    if cellule is None:
        return "<table:table-cell/>"
    if isinstance(cellule, date):
        attributs = f'office:value-type="date" office:date-value="{cellule.isoformat()}" table:style-name="jour"'
        return f"<table:table-cell {attributs}><text:p>{cellule.isoformat()}</text:p></table:table-cell>"
    if isinstance(cellule, int | Decimal):
        attributs = f'office:value-type="float" office:value="{cellule}"'
        return f"<table:table-cell {attributs}><text:p>{cellule}</text:p></table:table-cell>"
    paragraphes = "".join(f"<text:p>{escape(ligne)}</text:p>" for ligne in inerte(cellule).splitlines() or [""])
    return f'<table:table-cell office:value-type="string">{paragraphes}</table:table-cell>'


@contextmanager
def _ouvrir_csv(ecrire: Ecrire, _titre: str) -> Iterator[Ecrivain]:
    ecrire("\N{ZERO WIDTH NO-BREAK SPACE}".encode())
    yield _Csv(ecrire)


@contextmanager
def _ouvrir_xlsx(ecrire: Ecrire, titre: str) -> Iterator[Ecrivain]:
    with archive(ecrire, gabarits.xlsx(titre), gabarits.FEUILLE_XLSX) as flux:
        flux.write(gabarits.DEBUT_XLSX)
        yield _Xlsx(flux.write)
        flux.write(gabarits.FIN_XLSX)


@contextmanager
def _ouvrir_ods(ecrire: Ecrire, titre: str) -> Iterator[Ecrivain]:
    with archive(ecrire, gabarits.ods(titre), gabarits.FEUILLE_ODS) as flux:
        flux.write(gabarits.debut_ods(titre))
        yield _Ods(flux.write)
        flux.write(gabarits.FIN_ODS)


OUVRIR: Mapping[FormatExport, Callable[[Ecrire, str], AbstractContextManager[Ecrivain]]] = MappingProxyType(
    {FormatExport.CSV: _ouvrir_csv, FormatExport.XLSX: _ouvrir_xlsx, FormatExport.ODS: _ouvrir_ods}
)
"""Par format : ce qui ouvre l’écrivain, et finit le fichier à la sortie."""
TYPES: Mapping[FormatExport, str] = MappingProxyType(
    {
        FormatExport.CSV: "text/csv; charset=utf-8",
        FormatExport.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        FormatExport.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    }
)
"""Le type de chaque format, pour le navigateur."""
