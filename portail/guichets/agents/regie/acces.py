"""Qui entre à la régie, et la régie regardée."""

from datetime import date, timedelta

from flask import request

from portail.guichets.identites import agent_courant
from portail.identite.models import Agent
from portail.paiement.regies.habilitations import tient_une_regie
from portail.paiement.regies.models import Regie
from portail.paiement.regies.queries import regies_de
from portail.socle import horloge
from portail.socle.erreurs import Interdit, Introuvable

PERIODE = timedelta(days=30)
PERIODE_MAX = timedelta(days=400)
ORIGINE = date(2020, 1, 1)
"""Avant, le portail n’encaissait rien."""


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
    """Rend la période que dit l’adresse, à défaut les trente derniers jours ; jamais plus d’un an."""
    au = max(request.values.get("au", horloge.aujourd_hui(), type=date.fromisoformat), ORIGINE)
    du = request.values.get("du", au - PERIODE, type=date.fromisoformat)
    return max(min(du, au), au - PERIODE_MAX), au
