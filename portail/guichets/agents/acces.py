"""Le dossier de la page : lu une fois, par la garde qui demande une raison, puis jugé par chaque vue.

Seule la lecture est partagée, le temps d’une requête : les droits se jugent à chaque appel, et une action relit la
ligne sous son verrou.
"""

from flask import g

from portail.dossiers import queries
from portail.dossiers.models import Dossier
from portail.identite.models import Agent


def lire(numero: str) -> Dossier | None:
    """Rend ce dossier, ou rien ; le garde pour la vue de la même requête. Ne juge d’aucun droit."""
    lu = g.dossier_lu = queries.dossier_de_numero(numero)
    return lu


def dossier_du_service(agent: Agent, numero: str) -> Dossier:
    """Rend un dossier que l’agent peut lire ; lève `Introuvable` pour tout autre."""
    return queries.lisible(agent, _lu(numero))


def dossier_a_instruire(agent: Agent, numero: str) -> Dossier:
    """Rend un dossier que l’agent peut instruire ; lève `Introuvable`, ou `Interdit` s’il ne peut que le lire."""
    return queries.instruisible(agent, _lu(numero))


def _lu(numero: str) -> Dossier | None:
    lu: Dossier | None = g.get("dossier_lu")
    return lu if lu is not None and lu.numero == numero else queries.dossier_de_numero(numero)
