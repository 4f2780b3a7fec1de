"""Ce que l’on écrit à une famille au sujet d’une commande : aucun nom d’enfant, aucune activité."""

from typing import Any

from portail.identite.models import Usager
from portail.inscriptions.paniers.models import Commande, DemandeDeRemboursement, EtatDemande
from portail.inscriptions.voies import voies_de
from portail.notifications.actions import prevoir
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
    _ecrire(commande, "inscriptions/annulee_service", {"rembourse": rembourse}, partout=True)


def dire_la_decision(demande: DemandeDeRemboursement) -> None:
    """Dit que le service a décidé d’un remboursement demandé."""
    acceptee = demande.etat is EtatDemande.ACCEPTEE
    _ecrire(session.get_one(Commande, demande.commande_id), "inscriptions/remboursement", {"acceptee": acceptee})


def _ecrire(commande: Commande, gabarit: str, contexte: dict[str, Any], *, partout: bool = False) -> None:
    complet = {**contexte, "numero": commande.numero, "chemin": f"{CHEMIN}{commande.numero}"}
    for vers in voies_de(session.get_one(Usager, commande.usager_id), partout=partout):
        prevoir(vers, gabarit, complet, objet=("commande", commande.id))
