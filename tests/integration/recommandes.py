"""Des décisions qui partent par la poste, et ce que La Poste dit de leur lettre."""

from datetime import date, timedelta
from typing import Any

from portail.dossiers.actions import decision, instruction
from portail.dossiers.models import Dossier
from portail.dossiers.queries import projet_de_decision
from portail.dossiers.recommandes import actions
from portail.dossiers.recommandes.models import PliRecommande
from portail.dossiers.visas.actions import viser
from portail.identite.models import Agent
from portail.socle import decalage, horloge
from tests import fabriques
from tests.contestations import REFUS
from tests.integration.au_guichet import recue

NUMERO = "1A 234 567 8901 2"


def refusee_sur_papier(anne: Agent, herve: Agent) -> Dossier:
    """Rend une demande reçue sur papier, refusée ; la personne n’a ni compte ni courriel."""
    dossier = recue(anne)
    instruction.prendre_en_charge(dossier.id, agent=herve)
    decision.decider(dossier.id, agent=herve, projet=REFUS, revision=None)
    if projet_de_decision(dossier) is not None:
        viser(dossier.id, agent=fabriques.agent(prenom="Paul", nom="Relecteur"), revision=None)
        decision.signer(dossier.id, agent=herve, revision=None)
    return dossier


def envoye(dossier: Dossier, agent: Agent, numero: str = NUMERO) -> PliRecommande:
    """Envoie aujourd’hui la décision en recommandé."""
    return actions.envoyer(dossier.id, agent=agent, numero=numero, jour=horloge.aujourd_hui(), revision=None)


def suivi(pli: PliRecommande, agent: Agent, **etat: Any) -> PliRecommande:
    """Note ce que La Poste dit de cette lettre."""
    voulu = {"envoye": pli.envoye_le} | etat
    return actions.suivre(pli.dossier_id, pli.id, agent=agent, suivi=actions.Suivi(**voulu), revision=None)


def jours_plus_tard(nombre: int) -> date:
    """Avance de tant de jours, et rend ce jour-là."""
    decalage.avancer(timedelta(days=nombre))
    return horloge.aujourd_hui()
