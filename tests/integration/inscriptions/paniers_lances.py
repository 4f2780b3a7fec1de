"""Met des enfants au panier dans un processus à part, plusieurs familles à la fois, comme un serveur web ; on le tue.

Chaque argument : « usager:enfant:groupe ».
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from portail.config import lire_reglages
from portail.identite.actions import auteur_usager
from portail.identite.famille.queries import enfant_de
from portail.identite.models import Usager
from portail.inscriptions import abonnements
from portail.inscriptions.activites.models import Groupe
from portail.inscriptions.paniers import actions as paniers
from portail.inscriptions.places.prises import Voulue
from portail.socle import decalage, demarrage
from portail.socle.base import fermer_session, session
from tests.integration.inscriptions.course import insister


def prendre(voulu: str) -> None:
    """Met cet enfant au panier."""
    usager_id, enfant_id, groupe_id = map(UUID, voulu.split(":"))
    try:
        voulue = Voulue(groupe=session.get_one(Groupe, groupe_id), enfant=enfant_de(usager_id, enfant_id))
        auteur = auteur_usager(session.get_one(Usager, usager_id))
        insister(lambda: paniers.ajouter([voulue], usager_id=usager_id, auteur=auteur))
    finally:
        fermer_session()


def main(voulus: list[str]) -> None:
    """Les prend tous à la fois."""
    demarrage.demarrer(lire_reglages(os.environ))
    abonnements.installer()
    decalage.rafraichir()
    fermer_session()
    with ThreadPoolExecutor(len(voulus)) as fils:
        list(fils.map(prendre, voulus))


if __name__ == "__main__":
    main(sys.argv[1:])
