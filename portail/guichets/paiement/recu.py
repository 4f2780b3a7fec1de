"""Le reçu d’un paiement, en PDF."""

from uuid import UUID

from flask import Response
from flask.typing import ResponseReturnValue

from portail.guichets.gardes import ouvert
from portail.guichets.paiement.blueprint import blueprint
from portail.guichets.poste import poste
from portail.guichets.recus import recu_en_pdf
from portail.guichets.reponses import en_pdf
from portail.paiement.paiements.liens import somme_du_lien
from portail.paiement.paiements.queries import encaissement_de_la_somme
from portail.socle import debits

DEBIT = "30/10minutes"


@blueprint.get("/paiement/<uuid:somme_id>/<code>/recu/<uuid:encaissement_id>")
@ouvert
def recu(somme_id: UUID, code: str, encaissement_id: UUID) -> ResponseReturnValue:
    """Rend le reçu d’un encaissement de cette somme."""
    due = somme_du_lien(somme_id, code)
    encaissement = encaissement_de_la_somme(due, encaissement_id)
    debits.consommer(DEBIT, "paiement/recu", poste())
    reponse: Response = en_pdf(recu_en_pdf(due, encaissement), f"recu-{encaissement.numero}.pdf")
    return reponse
