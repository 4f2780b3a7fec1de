"""Écrire à l’office qu’une récupération attend une suite : l’actif à dire, ou une décision à remettre aux héritiers."""

from portail.identite.notaires.models import Membre, Office
from portail.notaires.successions.messages import prevenir
from portail.notaires.successions.models import Requete
from portail.socle.base import session

GABARIT = "notaires/recuperation"


def prevenir_l_office(office: Office, requete: Requete) -> None:
    """Promet le message, dans la transaction courante ; le même quoi qu’il y ait à faire."""
    prevenir(requete, session.get_one(Membre, requete.membre_id), office, GABARIT)
