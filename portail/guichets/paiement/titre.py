"""Payer un avis des sommes à payer : le titre n’est pas connu d’ici, on mène à PayFiP sans rien demander ni garder."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portail.guichets.gardes import ouvert
from portail.guichets.paiement.blueprint import blueprint

PAYFIP = "https://www.payfip.gouv.fr"


@blueprint.get("/payer-un-titre")
@ouvert
def titre() -> ResponseReturnValue:
    """Explique comment payer un titre, en ligne ou autrement, et comment le contester."""
    return render_template("paiement/titre.html", payfip=PAYFIP)
