"""Abîmer une démarche saine, d’une seule chose à la fois."""

from dataclasses import replace

from portail.demarche.catalogue import demarche_de
from portail.demarche.declaration import (
    Calcul,
    Constat,
    Demarche,
    Motif,
    Page,
    Piece,
    Regle,
    Resultat,
    TexteCourt,
    Verdict,
)

SAINE = demarche_de("aide-permis")
QUESTION = TexteCourt("question", "Votre question")


def avec_page(*champs, **page) -> Demarche:
    """La démarche, une page de plus à la fin."""
    return replace(SAINE, pages=(*SAINE.pages, Page("en_plus", "En plus", champs or (QUESTION,), **page)))


def avec_regle(fonction, **autres) -> Demarche:
    """La démarche, une règle de plus."""
    declaree = {
        "code": "en_plus",
        "titre": "En plus",
        "formule": "Le revenu est connu.",
        "entrees": {"rfr": ("rfr",)},
        "messages": {"vu": "Revenu de {rfr}."},
        "fondement": "Règlement",
    }
    return replace(SAINE, regles=(*SAINE.regles, Regle(fonction=fonction, **(declaree | autres))))


def avec_calcul(fonction, **autres) -> Demarche:
    """La démarche, un calcul de plus."""
    declare = {
        "code": "en_plus",
        "titre": "En plus",
        "formule": "Le revenu.",
        "entrees": {"rfr": ("rfr",)},
        "explication": "Revenu : {rfr}.",
        "fondement": "Règlement",
    }
    return replace(SAINE, calculs=(*SAINE.calculs, Calcul(fonction=fonction, **(declare | autres))))


def avec_motif(**autres) -> Demarche:
    declare = {"code": "en_plus", "libelle": "En plus", "droit": "Règlement.", "fait": "Un fait."} | autres
    return replace(SAINE, motifs=(*SAINE.motifs, Motif(**declare)))


def avec_piece(**autres) -> Demarche:
    return replace(SAINE, pieces=(*SAINE.pieces, Piece("en_plus", "En plus", **autres)))


def vu(*, rfr):
    return Constat(Verdict.CONFORME, "vu", {"rfr": rfr})


def a_voir(*, rfr):
    return Constat(Verdict.A_VERIFIER, "vu", {"rfr": rfr})


def resultat(*, rfr):
    return Resultat(rfr, {"rfr": rfr})


def pretest(**autres) -> Demarche:
    return replace(SAINE, pretest=replace(SAINE.pretest, **autres))
