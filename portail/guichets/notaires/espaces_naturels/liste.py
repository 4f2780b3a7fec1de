"""Les certificats de l’office : par état, par numéro, référence ou commune, les plus récents d’abord."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portail.guichets.identites import membre_courant
from portail.guichets.notaires.blueprint import blueprint
from portail.guichets.notaires.espaces_naturels.champs import ETATS
from portail.identite.notaires.queries import membres_par_id
from portail.notaires.certificats.etats import EtatCertificat
from portail.notaires.certificats.mots import commune_de
from portail.notaires.certificats.queries import certificats_de_l_office
from portail.notaires.zones.mots import surface_dite

RECHERCHE_MAX = 60


@blueprint.context_processor
def mots_des_certificats() -> dict[str, object]:
    """Donne aux gabarits de quoi dire l’état d’un certificat, sa commune, une surface."""
    return {"etats_certificat": ETATS, "commune_de": commune_de, "surface": surface_dite}


@blueprint.get("/espaces-naturels/")
def certificats() -> ResponseReturnValue:
    """Liste les certificats de l’office."""
    etat = request.args.get("etat", type=EtatCertificat)
    cherche = request.args.get("q", "").strip()[:RECHERCHE_MAX]
    page = certificats_de_l_office(
        membre_courant(), etat=etat, cherche=cherche, page=request.args.get("page", 1, type=int)
    )
    return render_template(
        "notaires/espaces_naturels/liste.html",
        page=page,
        etat=etat,
        cherche=cherche,
        membres=membres_par_id({un.membre_id for un in page.lignes}),
        garde={nom: valeur for nom, valeur in request.args.items() if valeur and nom != "page"},
    )
