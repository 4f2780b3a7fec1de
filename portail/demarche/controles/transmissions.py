"""Contrôles des transmissions : ce qu’elles nomment existe, et se dit à la personne."""

from collections.abc import Iterator

from portail.demarche.controles.echantillons import parametres_livres
from portail.demarche.declaration import Demarche, Transmission


def transmissions_completes(demarche: Demarche) -> Iterator[str]:
    """Chaque transmission a un nom, une raison, un fondement ; sa règle, son délai et son champ existent."""
    codes = [une.code for une in demarche.transmissions]
    if len(codes) != len(set(codes)):
        yield "transmission en double"
    for une in demarche.transmissions:
        yield from (f"transmission {une.code} : {faute}" for faute in _fautes(demarche, une))


def _fautes(demarche: Demarche, une: Transmission) -> Iterator[str]:
    if not all((une.titre, une.autorite, une.raison, une.suite, une.fondement)):
        yield "un texte manque"
    if une.regle and une.regle not in {regle.code for regle in demarche.regles}:
        yield f"règle inconnue : {une.regle}"
    if bool(une.regle) != bool(une.cle_delai):
        yield "une règle va avec un délai"
    if une.cle_delai and une.cle_delai not in parametres_livres():
        yield f"paramètre inconnu : {une.cle_delai}"
    if une.nom_de and une.nom_de not in demarche.champs:
        yield f"champ inconnu : {une.nom_de}"
