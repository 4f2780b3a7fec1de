"""Répondre, page par page : chaque page s’enregistre, rien ne se perd, on revient quand on veut."""

from flask import redirect
from flask.typing import ResponseReturnValue

from portail.guichets.identites import ouvert_aux_offices
from portail.guichets.saisie.pages import page_a_remplir
from portail.guichets.usagers.blueprint import blueprint
from portail.guichets.usagers.etapes import COMPTOIR, brouillon_ouvert, gardee_jusqu_au


@blueprint.get("/mon-espace/dossiers/<numero:numero>/reprendre")
@ouvert_aux_offices
def reprendre(numero: str) -> ResponseReturnValue:
    """Mène à la première étape qui reste à faire."""
    return redirect(COMPTOIR.premiere_etape(*brouillon_ouvert(numero)))


@blueprint.route("/mon-espace/dossiers/<numero:numero>/saisie/<page>", methods=["GET", "POST"])
@ouvert_aux_offices
def saisir(numero: str, page: str) -> ResponseReturnValue:
    """Montre une page du formulaire et l’enregistre."""
    dossier, demarche = brouillon_ouvert(numero)
    return page_a_remplir(COMPTOIR, dossier, demarche, page, gardee_jusqu_au=gardee_jusqu_au(dossier))
