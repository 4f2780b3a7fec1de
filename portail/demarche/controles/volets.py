"""Contrôles des volets : qui lit, qui écrit, ce qui se calcule, ce qui en sort."""

from collections.abc import Iterator

from portail.demarche.controles.echantillons import parametres_livres
from portail.demarche.declaration import Calcul, Demarche, Volet
from portail.demarche.eligibilite import arguments_de, entrees_de
from portail.demarche.regles import JOUR


def volets_complets(demarche: Demarche) -> Iterator[str]:
    """Un volet a des lecteurs et des rédacteurs, ses calculs s’appellent, ce qu’il rend a où aller."""
    for volet in demarche.volets:
        for controle in (_metiers, _calculs, _rendus):
            yield from (f"volet {volet.identifiant} : {faute}" for faute in controle(demarche, volet))
    connus = {volet.identifiant for volet in demarche.volets}
    reservees = (piece for piece in demarche.pieces if piece.volet and piece.volet not in connus)
    yield from (f"pièce {piece.identifiant} : volet inconnu : {piece.volet}" for piece in reservees)
    exigees = (piece for piece in demarche.pieces if piece.volet and piece.obligatoire)
    yield from (f"pièce {piece.identifiant} : réservée, elle ne peut pas être exigée" for piece in exigees)


def _metiers(_demarche: Demarche, volet: Volet) -> Iterator[str]:
    if not volet.lecteurs or not volet.redacteurs:
        yield "sans lecteur ou sans rédacteur"
    if not volet.titre or not volet.pages:
        yield "sans titre ou sans page"


def _calculs(_demarche: Demarche, volet: Volet) -> Iterator[str]:
    connues = entrees_de(volet.champs.values())
    for calcul in volet.calculs:
        yield from (f"calcul {calcul.code} : {faute}" for faute in _fautes(calcul, connues))
        connues.add(calcul.code)


def _fautes(calcul: Calcul, connues: set[str]) -> Iterator[str]:
    if not (calcul.formule and calcul.explication and calcul.titre):
        yield "titre, formule ou explication vide"
    yield from (f"paramètre inconnu : {code}" for code in calcul.parametres if code not in parametres_livres())
    lues = (nom for ou in calcul.entrees.values() for nom in ou)
    yield from (f"entrée inconnue : {nom}" for nom in lues if nom not in connues)
    attendus = arguments_de(calcul.fonction) - {JOUR}
    passes = {*calcul.entrees, *calcul.parametres, *calcul.contexte}
    yield from (f"argument sans entrée : {nom}" for nom in sorted(attendus - passes))


def _rendus(demarche: Demarche, volet: Volet) -> Iterator[str]:
    calculs = {calcul.code for calcul in volet.calculs}
    agents = {champ.identifiant for page in demarche.pages_agent for champ in page.champs}
    yield from (f"rend ce qu’il n’a pas : {nom}" for nom in volet.rend if nom not in calculs | volet.champs.keys())
    yield from (f"rend {nom}, que nul champ d’agent ne reçoit" for nom in volet.rend if nom not in agents)
    partages = volet.champs.keys() & (demarche.champs.keys() | agents) - {*volet.rend}
    yield from (f"champ du même nom dans le dossier : {nom}" for nom in sorted(partages))
