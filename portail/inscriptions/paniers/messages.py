"""Ce que l’on écrit à une famille au sujet d’une commande : aucun nom d’enfant, aucune activité."""

from typing import Any

from portail.identite.models import Usager
from portail.inscriptions.paniers.models import Commande
from portail.notifications.actions import Destinataire, prevoir
from portail.socle.base import session

CHEMIN = "/inscriptions/commandes/"
"""Suivi du numéro ; la page demande de se connecter."""


def dire_la_confirmation(commande: Commande, places: int) -> None:
    """Confirme les places et renvoie au détail."""
    _ecrire(commande, "inscriptions/confirmee", {"places": places})


def dire_le_sans_place(commande: Commande) -> None:
    """Dit que l’argent est arrivé trop tard, et qu’il sera rendu."""
    _ecrire(commande, "inscriptions/paye_sans_place", {})


def dire_l_annulation(commande: Commande, *, rembourse: bool) -> None:
    """Dit que le service a annulé une activité de cette commande."""
    _ecrire(commande, "inscriptions/annulee_service", {"rembourse": rembourse})


def _ecrire(commande: Commande, gabarit: str, contexte: dict[str, Any]) -> None:
    usager = session.get_one(Usager, commande.usager_id)
    vers = Destinataire(courriel=usager.courriel, telephone=usager.telephone, langue=usager.langue)
    complet = {**contexte, "numero": commande.numero, "chemin": f"{CHEMIN}{commande.numero}"}
    prevoir(vers, gabarit, complet, objet=("commande", commande.id))
