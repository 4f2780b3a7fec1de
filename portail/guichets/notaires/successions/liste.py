"""Les requêtes de l’office : par état, les plus récentes d’abord."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portail.guichets.identites import membre_courant
from portail.guichets.notaires.blueprint import blueprint
from portail.guichets.notaires.successions.mots import COMPTES, ETATS, REPONSES
from portail.identite.notaires.queries import membres_par_id
from portail.notaires.successions.office import (
    EtatMontre,
    Filtres,
    comptes_de,
    etat_montre,
    page_de,
    reponse_donnee,
)


@blueprint.context_processor
def mots_des_requetes() -> dict[str, object]:
    """Donne aux gabarits de quoi dire l’état et la réponse d’une requête, tels que l’office les voit."""
    return {
        "etats_requete": ETATS,
        "comptes_requete": COMPTES,
        "reponses_requete": REPONSES,
        "etat_montre": etat_montre,
        "reponse_donnee": reponse_donnee,
    }


@blueprint.get("/successions/")
def requetes() -> ResponseReturnValue:
    """Liste les requêtes de l’office."""
    membre = membre_courant()
    etat = request.args.get("etat", type=EtatMontre)
    page = page_de(membre, Filtres(etat=etat), request.args.get("page", 1, type=int))
    return render_template(
        "notaires/successions/liste.html",
        page=page,
        etat=etat,
        comptes=comptes_de(membre),
        membres=membres_par_id({requete.membre_id for requete in page.requetes}),
    )
