"""Ce que l’on écrit à un foyer qui attend : combien de places lui sont gardées, jusqu’à quand ; aucun nom d’enfant."""

from typing import Any

from portail.identite.models import Usager
from portail.inscriptions.attente.models import EN_LISTE, AttenteFoyer
from portail.inscriptions.voies import voies_de
from portail.notifications.actions import prevoir, retirer
from portail.socle.base import session
from portail.socle.moments import instant_court, instant_dit

CHEMIN = "/inscriptions/attente/"
"""Suivi de l’identifiant ; la page demande de se connecter."""


def dire_l_inscription(attente: AttenteFoyer, rang: int) -> None:
    """Confirme l’inscription et dit le rang."""
    _ecrire(attente, "inscriptions/attente_inscrit", {"rang": str(rang)})


def annoncer(attente: AttenteFoyer) -> None:
    """Dit au foyer que des places lui sont gardées, et jusqu’à quand ; une seule fois."""
    if attente.echeance is None:
        return
    attente.annoncer_le = None
    langue = _usager(attente).langue
    contexte = {
        "places": len(attente.proposees),
        "attendues": len(attente.proposees) + len(attente.restantes),
        "jusqu_au": instant_dit(attente.echeance, langue),
        "jusqu_au_court": instant_court(attente.echeance, langue),
    }
    _ecrire(attente, "inscriptions/attente_proposition", contexte, partout=True)


def dire_le_silence(attente: AttenteFoyer) -> None:
    """Dit que les places gardées sont passées à d’autres, et si l’on attend encore."""
    _ecrire(attente, "inscriptions/attente_passee", {"encore_en_liste": attente.etat in EN_LISTE})


def _ecrire(attente: AttenteFoyer, gabarit: str, contexte: dict[str, Any], *, partout: bool = False) -> None:
    """Promet ce message ; il en remplace un plus ancien resté en file. `partout` : par courriel et par SMS."""
    objet = ("attente_foyer", attente.id)
    retirer(objet)
    for vers in voies_de(_usager(attente), partout=partout):
        prevoir(vers, gabarit, {**contexte, "chemin": f"{CHEMIN}{attente.id}"}, objet=objet)


def _usager(attente: AttenteFoyer) -> Usager:
    return session.get_one(Usager, attente.usager_id)
