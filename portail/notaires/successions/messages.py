"""Écrire au membre de l’office qui a fait la requête : ni nom, ni sens, ni référence ; seulement où regarder."""

from portail.identite.notaires.models import Membre, Office
from portail.notaires.successions.models import Requete
from portail.notifications.actions import Destinataire, prevoir

CHEMIN = "/notaires/successions/"


def prevenir(requete: Requete, membre: Membre, office: Office, gabarit: str) -> None:
    """Promet le message, dans la transaction courante ; si le membre est parti, son office le reçoit."""
    adresse = membre.courriel if membre.est_actif else office.courriel
    objet = ("requete_succession", requete.id)
    prevoir(Destinataire(courriel=adresse), gabarit, {"chemin": CHEMIN}, objet=objet)
