"""Les déclarations d’intention d’aliéner de l’office : en faire une, suivre les siennes."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portail.demarche.catalogue import demarche_de
from portail.dossiers.etats import Etat
from portail.guichets.identites import membre_courant
from portail.guichets.notaires.blueprint import blueprint
from portail.notaires.declarations.office import declarations_de
from portail.notaires.declarations.terrain import DEMARCHE


@blueprint.get("/declarations")
def declarations() -> ResponseReturnValue:
    """Liste les déclarations de l’office, la plus récente d’abord."""
    return render_template(
        "notaires/declarations.html",
        page=declarations_de(membre_courant(), request.args.get("page", 1, type=int)),
        demarche=demarche_de(DEMARCHE),
        brouillon=Etat.BROUILLON,
    )
