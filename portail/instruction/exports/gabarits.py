"""Ce qui entoure la feuille dans un fichier de tableur : déclarations, styles, titre (ECMA-376 ; ODF 1.3)."""

from collections.abc import Mapping
from xml.sax.saxutils import escape

ENTETE = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
FEUILLE_XLSX = "xl/worksheets/sheet1.xml"
FEUILLE_ODS = "content.xml"
_PAQUET = "http://schemas.openxmlformats.org/package/2006"
_BUREAU = "http://schemas.openxmlformats.org/officeDocument/2006"
_TABLEUR = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_GENRE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
NOM_MAX = 31
"""Longueur d’un nom de feuille."""


def _nom_de_feuille(titre: str) -> str:
    return escape("".join(" " if signe in "[]:*?/\\'" else signe for signe in titre)[:NOM_MAX])


def xlsx(titre: str) -> Mapping[str, str]:
    """Rend les parties d’un classeur d’une feuille ; styles : 1 un jour, 3 un titre de colonne."""
    return {
        "[Content_Types].xml": ENTETE + f'<Types xmlns="{_PAQUET}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_GENRE}.sheet.main+xml"/>'
        f'<Override PartName="/{FEUILLE_XLSX}" ContentType="{_GENRE}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_GENRE}.styles+xml"/></Types>',
        "_rels/.rels": ENTETE + f'<Relationships xmlns="{_PAQUET}/relationships"><Relationship Id="r1" '
        f'Type="{_BUREAU}/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": ENTETE + f'<workbook xmlns="{_TABLEUR}" xmlns:r="{_BUREAU}/relationships"><sheets>'
        f'<sheet name="{_nom_de_feuille(titre)}" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": ENTETE + f'<Relationships xmlns="{_PAQUET}/relationships">'
        f'<Relationship Id="r1" Type="{_BUREAU}/relationships/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{_BUREAU}/relationships/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": ENTETE + f'<styleSheet xmlns="{_TABLEUR}">'
        '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        '<xf numFmtId="22" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
    }


DEBUT_XLSX = (
    ENTETE + f'<worksheet xmlns="{_TABLEUR}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    '<sheetFormatPr defaultColWidth="18" defaultRowHeight="15"/><sheetData>'
).encode()
FIN_XLSX = b"</sheetData></worksheet>"


def ods(titre: str) -> Mapping[str, str]:
    """Rend les parties d’un classeur d’une feuille ; `mimetype` vient la première."""
    genre = "application/vnd.oasis.opendocument.spreadsheet"
    return {
        "mimetype": genre,
        "META-INF/manifest.xml": ENTETE
        + f'<manifest:manifest xmlns:manifest="{_ODF}:manifest:1.0" manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{genre}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        '<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>'
        '<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/></manifest:manifest>',
        "meta.xml": ENTETE
        + f'<office:document-meta xmlns:office="{_ODF}:office:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'office:version="1.3"><office:meta><dc:title>{escape(titre)}</dc:title><dc:language>fr</dc:language>'
        "</office:meta></office:document-meta>",
        "styles.xml": ENTETE + f'<office:document-styles xmlns:office="{_ODF}:office:1.0" office:version="1.3"/>',
    }


def debut_ods(titre: str) -> bytes:
    """Rend le début de la feuille ; le style `jour` écrit une date comme on l’écrit en France."""
    return (
        ENTETE + f'<office:document-content xmlns:office="{_ODF}:office:1.0" xmlns:table="{_ODF}:table:1.0" '
        f'xmlns:text="{_ODF}:text:1.0" xmlns:style="{_ODF}:style:1.0" xmlns:number="{_ODF}:datastyle:1.0" '
        'office:version="1.3"><office:automatic-styles><number:date-style style:name="date-fr">'
        '<number:day number:style="long"/><number:text>/</number:text><number:month number:style="long"/>'
        '<number:text>/</number:text><number:year number:style="long"/></number:date-style>'
        '<style:style style:name="jour" style:family="table-cell" style:data-style-name="date-fr"/>'
        "</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="{_nom_de_feuille(titre)}">'
    ).encode()


FIN_ODS = b"</table:table></office:spreadsheet></office:body></office:document-content>"
