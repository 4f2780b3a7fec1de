"""Les rendez-vous d’un service en nombres, pour qui l’encadre : délais, venues, alertes ; aucun nom."""

from datetime import timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue

from portail.guichets.agents.blueprint import blueprint
from portail.guichets.identites import agent_courant
from portail.parametres.queries import entier_au
from portail.rendez_vous.agendas.statistiques import ALERTE_ATTENTE, ALERTE_JOURS, COMPTES, PETIT_EFFECTIF, bilans
from portail.rendez_vous.lieux.queries import tous_les_lieux
from portail.socle import horloge

SEMAINES = (4, 12, 26, 52)


@blueprint.get("/agenda/statistiques")
def statistiques_des_rendez_vous() -> ResponseReturnValue:
    """Montre, par objet et par lieu, le premier horaire libre et ce que sont devenues les personnes."""
    semaines = request.args.get("semaines", SEMAINES[1], type=int)
    semaines = semaines if semaines in SEMAINES else SEMAINES[1]
    au = horloge.aujourd_hui()
    du = au - timedelta(weeks=semaines)
    return render_template(
        "agents/agenda/statistiques.html",
        bilans=bilans(agent_courant(), du=du, au=au),
        lieux={lieu.id: lieu for lieu in tous_les_lieux()},
        colonnes=COMPTES,
        semaines=semaines,
        choix=SEMAINES,
        du=du,
        au=au,
        alerte_jours=entier_au(ALERTE_JOURS),
        alerte_attente=entier_au(ALERTE_ATTENTE),
        petit_effectif=entier_au(PETIT_EFFECTIF),
    )
