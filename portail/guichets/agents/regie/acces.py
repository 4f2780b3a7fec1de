"""Qui entre à la régie, et la régie regardée."""

from datetime import date

from flask import request

from portail.guichets.ecrits import periode_ecrite
from portail.guichets.identites import agent_courant
from portail.identite.models import Agent
from portail.paiement.regies.habilitations import tient_une_regie
from portail.paiement.regies.models import Regie
from portail.paiement.regies.queries import regies_de
from portail.socle import horloge
from portail.socle.erreurs import Interdit, Introuvable


def regisseur() -> Agent:
    """Rend l’agent courant s’il tient une régie ; lève `Interdit` sinon."""
    agent = agent_courant()
    if not tient_une_regie(agent):
        raise Interdit
    return agent


def regie_regardee(agent: Agent) -> tuple[Regie, list[Regie]]:
    """Rend la régie que dit l’adresse, à défaut la première de l’agent, et toutes les siennes ; lève `Introuvable`."""
    siennes = list(regies_de(agent))
    voulue = request.values.get("regie", "")
    choisie = next((une for une in siennes if not voulue or une.code == voulue), None)
    if choisie is None:
        raise Introuvable
    return choisie, siennes


def periode() -> tuple[date, date]:
    """Rend la période que dit l’adresse, à défaut les trente derniers jours."""
    return periode_ecrite(request.values.get("du", ""), request.values.get("au", ""), jour=horloge.aujourd_hui())
