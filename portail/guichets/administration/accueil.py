"""L’accueil de l’administration : ce qui se règle, et ce qui reste à confirmer."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portail.demarche.catalogue import catalogue
from portail.dossiers.delegations.queries import delegations_a_renouveler
from portail.guichets.administration.blueprint import blueprint
from portail.guichets.administration.parametres import A_CONFIRMER
from portail.parametres.queries import ouvertures, parametres_en_vigueur
from portail.socle import horloge


@blueprint.get("/")
def accueil() -> ResponseReturnValue:
    """Montre combien de valeurs sont à confirmer et combien de démarches ne sont pas ouvertes."""
    parametres = parametres_en_vigueur(horloge.aujourd_hui())
    etats = ouvertures()
    return render_template(
        "administration/accueil.html",
        nombre_de_parametres=len(parametres),
        a_confirmer=sum(parametre.certitude in A_CONFIRMER for parametre in parametres),
        a_renouveler=len(delegations_a_renouveler()),
        fermees=[demarche for nom, demarche in catalogue().items() if nom in etats and not etats[nom].est_ouverte],
    )
