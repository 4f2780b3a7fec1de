"""Vérifier un journal : les racines publiées chaque jour, et le vérificateur à télécharger."""

from pathlib import Path

from flask import Response, jsonify, render_template
from flask.typing import ResponseReturnValue

from portail.guichets.gardes import ouvert
from portail.guichets.public.blueprint import blueprint
from portail.journal import verifier
from portail.journal.ancrage import ancrages, ancrages_ecrits

RACINES_MONTREES = 60
UNE_HEURE = "public, max-age=3600"
VERIFICATEUR = Path(verifier.__file__)


@blueprint.get("/verifier-le-journal")
@ouvert
def verifier_le_journal() -> ResponseReturnValue:
    """Explique comment vérifier un journal, et montre les dernières racines."""
    return render_template("public/verifier_le_journal.html", ancrages=ancrages(limite=RACINES_MONTREES))


@blueprint.get("/verifier-le-journal/racines.json")
@ouvert
def racines() -> ResponseReturnValue:
    """Rend toutes les racines, à garder ailleurs : le Département ne pourra plus réécrire ce qu’elles couvrent."""
    reponse = jsonify(ancrages_ecrits())
    reponse.headers["Cache-Control"] = UNE_HEURE
    return reponse


@blueprint.get("/verifier-le-journal/verifier.py")
@ouvert
def verificateur() -> ResponseReturnValue:
    """Rend le vérificateur : le fichier même dont se sert le portail."""
    return Response(
        VERIFICATEUR.read_bytes(),
        mimetype="text/x-python",
        headers={"Content-Disposition": 'attachment; filename="verifier.py"', "Cache-Control": UNE_HEURE},
    )
