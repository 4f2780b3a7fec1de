"""Ce que l’on écrit à qui a acheté : l’adresse de ses billets, rien de plus."""

from typing import Any

from portail.inscriptions.patrimoine.liens import chemin_de
from portail.inscriptions.patrimoine.models import Achat
from portail.notifications.actions import Destinataire, prevoir


def dire_la_confirmation(achat: Achat, billets: int) -> None:
    """Donne l’adresse des billets."""
    _ecrire(achat, "billetterie/billets", {"billets": billets})


def dire_le_sans_place(achat: Achat) -> None:
    """Dit que l’argent est arrivé trop tard, et qu’il sera rendu."""
    _ecrire(achat, "billetterie/sans_place", {})


def dire_l_annulation(achat: Achat, *, rembourse: bool) -> None:
    """Dit que le site a annulé ce qui était prévu."""
    _ecrire(achat, "billetterie/annulee", {"rembourse": rembourse})


def _ecrire(achat: Achat, gabarit: str, contexte: dict[str, Any]) -> None:
    vers = Destinataire(courriel=achat.courriel, langue=achat.langue)
    complet = {**contexte, "numero": achat.numero, "chemin": chemin_de(achat.id)}
    prevoir(vers, gabarit, complet, objet=("achat", achat.id))
