"""Les rendez-vous d’un jour sur papier : pour l’accueil, ou pour qui reçoit loin d’un écran."""

from datetime import date
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from portail.guichets.agents.agenda.jour import jour_demande, jours_d_agenda, lieu_demande
from portail.guichets.agents.agenda.plages_formulaires import MODALITES
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.identites import agent_courant
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.journal.actions import consigner
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.lieux.queries import lieux_actifs
from portail.rendez_vous.ressources.queries import ressource_de_l_agent


@blueprint.get("/agenda/imprimer")
def imprimer_le_jour() -> ResponseReturnValue:
    """Rend la page à imprimer d’un jour, pour soi ou pour un lieu ; sa prise est au journal.

    Le papier se perd : il dit qui vient et quand, jamais pour quoi.
    """
    agent, jour = agent_courant(), jour_demande()
    lieu = lieu_demande(lieux_actifs())
    mienne = ressource_de_l_agent(agent.id)
    [seul] = jours_d_agenda(agent, jour, 1, lieu=lieu, ressource=None if lieu else mienne, sur_papier=True)
    _tracer(agent, lieu, jour, [ligne.rdv.id for ligne in seul.lignes if ligne.rdv])
    return render_template(
        "agents/agenda/imprimer.html",
        jour=jour,
        lieu=lieu,
        mienne=None if lieu else mienne,
        lignes=seul.lignes,
        modalites=MODALITES,
    )


def _tracer(agent: Agent, lieu: Lieu | None, jour: date, pris: list[UUID]) -> None:
    """Écrit qui emporte ces noms ; une page sans nom n’emporte rien."""
    if not pris:
        return
    details = {"jour": jour.isoformat(), "lieu": lieu.code if lieu else "", "rendez_vous": len(pris)}
    consigner("imprimer_agenda", auteur=auteur_agent(agent), objet=("agent", agent.id), details=details)
