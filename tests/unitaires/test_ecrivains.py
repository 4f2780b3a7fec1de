"""Écrire une liste en tableur : le fichier se relit, rien ne s’y exécute, rien ne s’y accumule."""

import csv
import io
import tracemalloc
import zipfile
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portail.instruction.exports.cellules import Cellule
from portail.instruction.exports.ecrivains import OUVRIR, colonne
from portail.instruction.exports.models import FormatExport
from portail.socle.tableur import ACTIFS, INVISIBLES, inerte

TITRES = ["Nom", "Montant", "Date", "Remarque"]
LIGNE: list[Cellule] = ["L’Haÿ <& fils> ; « n° 3 »", Decimal("1640.50"), date(2026, 11, 21), None]
HOSTILES = (
    *("=1+1", "+33 6", "-2", "@SUM(A1)", "=cmd|' /C calc'!A0"),
    *("\t=1+1", "\r=1+1", "\n=1+1", "  =1+1", "\u00a0=1+1", "\uff1d1+1"),
)
XLSX = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ODS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
tout_format = pytest.mark.parametrize("en", list(FormatExport))


def ecrit(en: FormatExport, *lignes: list[Cellule]) -> bytes:
    morceaux: list[bytes] = []
    with OUVRIR[en](morceaux.append, "Dossiers : liste") as ecrivain:
        for ligne in lignes:
            ecrivain.ligne(ligne)
    return b"".join(morceaux)


def relit(en: FormatExport, contenu: bytes) -> list[list[str]]:
    """Rend les textes de chaque cellule, comme un tableur les lit."""
    if en is FormatExport.CSV:
        return list(csv.reader(io.StringIO(contenu.decode("utf-8-sig"), newline=""), delimiter=";"))
    with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
        assert archive.testzip() is None
        if en is FormatExport.XLSX:
            feuille = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))  # noqa: S314 — écrit par nous
            return [["".join(c.itertext()) for c in rang.iter(f"{XLSX}c")] for rang in feuille.iter(f"{XLSX}row")]
        feuille = ElementTree.fromstring(archive.read("content.xml"))  # noqa: S314 — écrit par nous
    rangs = feuille.iter(f"{ODS % 'table'}table-row")
    return [["\n".join(p.text or "" for p in c) for c in rang.iter(f"{ODS % 'table'}table-cell")] for rang in rangs]


@tout_format
def test_le_fichier_se_relit(en: FormatExport):
    titres, ligne = relit(en, ecrit(en, TITRES, LIGNE))

    assert titres == TITRES
    attendues = {
        FormatExport.CSV: [LIGNE[0], "1640,50", "2026-11-21", ""],
        FormatExport.XLSX: [LIGNE[0], "1640.50", "46347"],  # jours depuis le 30 décembre 1899
        FormatExport.ODS: [LIGNE[0], "1640.50", "2026-11-21", ""],
    }
    assert ligne == attendues[en]


@tout_format
@pytest.mark.parametrize("texte", HOSTILES)
def test_aucune_cellule_n_est_une_formule(en: FormatExport, texte: str):
    [_titres, [lue]] = relit(en, ecrit(en, ["Nom"], [texte]))

    assert lue.startswith("'")
    assert b"<f>" not in ecrit(en, ["Nom"], [texte])
    assert b"table:formula" not in ecrit(en, ["Nom"], [texte])


@given(st.text())
def test_ce_qui_est_inerte_ne_commence_jamais_une_formule(texte: str):
    lu, propre = inerte(texte), INVISIBLES.sub("", texte)

    assert not lu.lstrip().startswith(ACTIFS)
    assert lu in {propre, f"'{propre}"}


@tout_format
@given(texte=st.text(st.characters(codec="utf-16"), max_size=40))
def test_tout_texte_se_garde_ou_se_nettoie_sans_casser_le_fichier(en: FormatExport, texte: str):
    lues = relit(en, ecrit(en, ["Nom"], [texte, "fin"]))

    assert lues[-1][-1] == "fin"


@tout_format
def test_les_nombres_negatifs_restent_des_nombres(en: FormatExport):
    [_titres, [lu]] = relit(en, ecrit(en, ["Solde"], [Decimal("-12.30")]))

    assert lu in {"-12.30", "-12,30"}


def test_un_ods_commence_par_son_type_tel_quel():
    contenu = ecrit(FormatExport.ODS, TITRES)

    assert contenu[30:84] == b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
        premier = archive.infolist()[0]
    assert (premier.filename, premier.compress_type, premier.flag_bits & 8) == ("mimetype", zipfile.ZIP_STORED, 0)


@pytest.mark.parametrize("en", [FormatExport.XLSX, FormatExport.ODS])
def test_chaque_partie_declaree_existe_et_se_lit(en: FormatExport):
    with zipfile.ZipFile(io.BytesIO(ecrit(en, TITRES, LIGNE))) as archive:
        noms = archive.namelist()
        for nom in noms:
            if nom != "mimetype":
                ElementTree.fromstring(archive.read(nom))  # noqa: S314 — écrit par nous
    attendus = {
        FormatExport.XLSX: {"[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/worksheets/sheet1.xml"},
        FormatExport.ODS: {"mimetype", "META-INF/manifest.xml", "content.xml", "styles.xml", "meta.xml"},
    }
    assert attendus[en] <= set(noms)
    assert len(noms) == len(set(noms))


@pytest.mark.parametrize(("rang", "nom"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (702, "AAA")])
def test_les_colonnes_se_nomment_comme_dans_un_tableur(rang: int, nom: str):
    assert colonne(rang) == nom


@tout_format
def test_rien_ne_s_accumule_quand_les_lignes_se_suivent(en: FormatExport):
    ecrits = 0

    def compter(contenu: bytes) -> None:
        nonlocal ecrits
        ecrits += len(contenu)

    tracemalloc.start()
    with OUVRIR[en](compter, "Dossiers") as ecrivain:
        for rang in range(20_000):
            ecrivain.ligne([f"Nom {rang}", rang, date(2026, 11, 21), "une remarque assez longue " * 4])
    _courante, pointe = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert ecrits > 100_000
    assert pointe < 2_000_000  # octets ; la feuille en fait dix fois plus
