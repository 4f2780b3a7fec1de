"""Écrire à l’office au sujet d’une récupération : ni nom, ni montant, seulement où regarder."""

from portail.dossiers.numero import en_deux_groupes
from portail.identite.notaires.models import Office
from portail.notaires.successions.models import Requete
from portail.notifications.actions import Destinataire, prevoir


def prevenir_l_office(office: Office, requete: Requete, gabarit: str) -> None:
    """Promet un message à l’office, dans la transaction courante."""
    contexte = {"numero": en_deux_groupes(requete.numero), "chemin": f"/notaires/successions/{requete.numero}"}
    prevoir(Destinataire(courriel=office.courriel), gabarit, contexte, objet=("requete_succession", requete.id))
