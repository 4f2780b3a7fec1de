"""Chercher dans tout ce que l’on peut lire : numéro, nom, téléphone, courriel."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portail.demarche.catalogue import catalogue
from portail.guichets.agents.blueprint import blueprint
from portail.guichets.agents.mots import ETATS, echeance_dite
from portail.guichets.identites import agent_courant
from portail.identite.queries import agents_par_id
from portail.instruction.recherche import Resultats, chercher, lire_recherche
from portail.socle import debits
from portail.socle.erreurs import SaisieInvalide

LONGUEUR = 80
DEBIT = "300/hour"


@blueprint.get("/recherche")
def recherche() -> ResponseReturnValue:
    """Montre la recherche et ce qu’elle trouve."""
    texte = request.args.get("q", "").strip()[:LONGUEUR]
    trouves, faute = _chercher(texte) if texte else (None, "")
    return render_template(
        "agents/listes/recherche.html",
        texte=texte,
        faute=faute,
        trouves=trouves,
        demarches=catalogue(),
        etats=ETATS,
        echeance_dite=echeance_dite,
        suiveurs=agents_par_id([d.agent_id for d in trouves.dossiers if d.agent_id]) if trouves else {},
    ), 422 if faute else 200


def _chercher(texte: str) -> tuple[Resultats | None, str]:
    """Rend les résultats, ou la raison pour laquelle on ne peut pas chercher cela."""
    agent = agent_courant()
    debits.consommer(DEBIT, "recherche_globale", str(agent.id))
    try:
        return chercher(lire_recherche(texte), agent=agent), ""
    except SaisieInvalide as refus:
        return None, _(refus.message)
