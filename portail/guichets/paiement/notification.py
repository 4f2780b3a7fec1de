"""La notification de PayFiP : un réveil, que n’importe qui peut forger, et qui ne prouve rien."""

from flask import Response, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from portail.guichets.gardes import ouvert
from portail.guichets.paiement.blueprint import blueprint
from portail.paiement.paiements.liens import NOTIFICATION
from portail.paiement.paiements.notification import reveiller
from portail.socle.erreurs import Introuvable

PARAMETRE = "idop"
LONGUEUR_MAX = 64
CONNU, INCONNU = 200, 404


@blueprint.route(NOTIFICATION, methods=["GET", "POST"])
@ouvert
def notification() -> ResponseReturnValue:
    """Fait relire le paiement : 200 s’il est d’ici, 404 sinon, sans rien dire de plus."""
    try:
        reveiller(_idop())
    except Introuvable:
        return Response(status=INCONNU, mimetype="text/plain")
    return Response(status=CONNU, mimetype="text/plain")


@blueprint.record_once
def _sans_jeton(etat: BlueprintSetupState) -> None:
    """PayFiP n’a pas de jeton de formulaire ; son envoi ne fait que relire."""
    etat.app.extensions["csrf"].exempt(notification)


def _idop() -> str:
    """Rend l’identifiant, quels que soient sa casse et son envoi, GET ou POST ; ou rien."""
    for envoye in (request.form, request.args):
        for nom, valeur in envoye.items():
            if nom.lower() == PARAMETRE:
                return valeur.strip()[:LONGUEUR_MAX]
    return ""
