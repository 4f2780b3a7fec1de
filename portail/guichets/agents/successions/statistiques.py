"""Les requêtes de succession en nombres, pour l’unité qui y répond ; aucun nom, aucun petit nombre."""

from decimal import Decimal

from flask import render_template
from flask.typing import ResponseReturnValue

from portail.demarche.formats import en_nombre
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.listes.graphiques import debout
from portail.guichets.agents.successions.acces import agent_des_recours
from portail.guichets.contexte import langue_courante
from portail.notaires.successions.statistiques import statistiques


@blueprint.get("/successions/statistiques")
def statistiques_successions() -> ResponseReturnValue:
    """Montre les douze derniers mois."""
    agent_des_recours()
    comptees = statistiques()
    return render_template(
        "agents/successions/statistiques.html",
        comptees=comptees,
        nombre=_nombre,
        graphique=debout(
            [f"{ligne.mois.month:02d}/{ligne.mois.year % 100:02d}" for ligne in comptees.lignes],
            [ligne.recues or 0 for ligne in comptees.lignes],
            [sum(un or 0 for un in ligne.par_reponse.values()) for ligne in comptees.lignes],
        ),
    )


def _nombre(nombre: int) -> str:
    return en_nombre(Decimal(nombre), langue_courante())
