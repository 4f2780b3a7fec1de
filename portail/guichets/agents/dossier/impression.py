"""Imprimer le dossier entier, en un PDF ; la prise est au journal, la personne la voit."""

from flask.typing import ResponseReturnValue

from portail.guichets.agents import acces
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.contexte import langue_courante
from portail.guichets.identites import agent_courant
from portail.guichets.reponses import en_pdf
from portail.identite.actions import auteur_agent
from portail.instruction.impression import composer_dossier
from portail.journal.actions import consigner
from portail.socle import debits

DEBIT = "60/hour"


@blueprint.get("/dossiers/<numero:numero>/dossier.pdf")
def dossier_entier(numero: str) -> ResponseReturnValue:
    """Rend le dossier entier : demande, contrôles, pièces, échanges, décisions, échéances."""
    agent = agent_courant()
    lu = acces.dossier_du_service(agent, numero)
    debits.consommer(DEBIT, "impression", str(agent.id))
    consigner("telecharger_dossier", auteur=auteur_agent(agent), objet=("dossier", lu.id))
    return en_pdf(composer_dossier(lu, agent=agent, langue=langue_courante()), f"dossier-{numero}.pdf")
