"""Les fichiers CSV des inscriptions : point-virgule, UTF-8 avec marque, aucune formule active."""

from collections.abc import Iterable, Sequence

from flask import Response
from flask_babel import gettext

from portail.socle import tableur


def en_csv(nom: str, entete: Sequence[str], lignes: Iterable[Sequence[object]]) -> Response:
    """Rend le fichier à télécharger ; rien n’en reste dans le navigateur ni chez un intermédiaire."""
    return Response(
        tableur.ecrire(entete, lignes),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{nom}"', "Cache-Control": "no-store"},
    )


def oui_ou_non(valeur: bool) -> str:
    """Rend « oui » ou « non », dans la langue de la page."""
    return gettext("oui") if valeur else gettext("non")
