"""Les fichiers CSV des inscriptions : point-virgule, UTF-8 avec marque, aucune formule active."""

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response
from flask_babel import gettext

from portail.instruction.exports.cellules import inerte

SEPARATEUR = ";"
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


def en_csv(nom: str, entete: Sequence[str], lignes: Iterable[Sequence[object]]) -> Response:
    """Rend le fichier à télécharger ; rien n’en reste dans le navigateur ni chez un intermédiaire."""
    sortie = io.StringIO(newline="")
    ecrivain = csv.writer(sortie, delimiter=SEPARATEUR, lineterminator="\r\n")
    ecrivain.writerow(entete)
    for ligne in lignes:
        ecrivain.writerow([inerte(str(cellule)) if isinstance(cellule, str) else cellule for cellule in ligne])
    return Response(
        f"{BOM}{sortie.getvalue()}".encode(),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{nom}"', "Cache-Control": "no-store"},
    )


def oui_ou_non(valeur: bool) -> str:
    """Rend « oui » ou « non », dans la langue de la page."""
    return gettext("oui") if valeur else gettext("non")
