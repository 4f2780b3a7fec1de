"""L’accueil du bureau des notaires : ce qui attend l’office, les dernières réponses, commencer."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portail.guichets.identites import membre_courant
from portail.guichets.notaires.blueprint import blueprint
from portail.notaires.successions.brouillons.queries import brouillons_de
from portail.notaires.successions.office import EtatMontre, Filtres, comptes_de, page_de

DERNIERES = 5


@blueprint.get("/")
def accueil() -> ResponseReturnValue:
    """Montre ce qui attend l’office et ce qui vient de lui être répondu."""
    membre = membre_courant()
    comptes = comptes_de(membre)
    a_completer = page_de(membre, Filtres(etat=EtatMontre.A_COMPLETER), 1) if comptes[EtatMontre.A_COMPLETER] else None
    repondues = page_de(membre, Filtres(etat=EtatMontre.REPONDUE), 1) if comptes[EtatMontre.REPONDUE] else None
    return render_template(
        "notaires/accueil.html",
        comptes=comptes,
        brouillons=brouillons_de(membre),
        a_completer=a_completer.requetes if a_completer else (),
        repondues=repondues.requetes[:DERNIERES] if repondues else (),
    )
