"""Abîmer un volet sain, d’une seule chose à la fois : (contrôle, démarche fausse, faute attendue)."""

from dataclasses import replace

from portail.demarche.catalogue import demarche_de
from portail.demarche.controles import volets
from portail.demarche.declaration import Demarche, TexteCourt

SAINE = demarche_de("apa-domicile")
[VOLET] = SAINE.volets


def avec(**autres) -> Demarche:
    """La démarche, son volet changé d’une chose."""
    return replace(SAINE, volets=(replace(VOLET, **autres),))


def avec_calcul(**autres) -> Demarche:
    """La démarche, le premier calcul du volet changé d’une chose."""
    return avec(calculs=(replace(VOLET.calculs[0], **autres), *VOLET.calculs[1:]))


def avec_champ(identifiant: str) -> Demarche:
    """La démarche, un champ de ce nom de plus au volet."""
    premiere = VOLET.pages[0]
    page = replace(premiere, champs=(*premiere.champs, TexteCourt(identifiant, "Un champ")))
    return avec(pages=(page, *VOLET.pages[1:]))


def avec_piece(**autres) -> Demarche:
    """La démarche, sa dernière pièce réservée changée d’une chose."""
    return replace(SAINE, pieces=(*SAINE.pieces[:-1], replace(SAINE.pieces[-1], **autres)))


VOLETS = [
    (volets.volets_complets, fausse, faute)
    for fausse, faute in (
        (avec(lecteurs=()), "sans lecteur ou sans rédacteur"),
        (avec(redacteurs=()), "sans lecteur ou sans rédacteur"),
        (avec(titre=""), "sans titre ou sans page"),
        (avec(rend=("gir", "inconnu")), "rend ce qu’il n’a pas : inconnu"),
        (avec(rend=("gir", "constats")), "rend constats, que nul champ d’agent ne reçoit"),
        (avec_champ("plan_aide"), "champ du même nom dans le dossier : plan_aide"),
        (avec_calcul(formule=""), "titre, formule ou explication vide"),
        (avec_calcul(entrees={"adverbes": ("inconnue",)}), "entrée inconnue : inconnue"),
        (avec_calcul(entrees={}), "argument sans entrée : adverbes"),
        (avec_calcul(parametres=("inconnu",)), "paramètre inconnu : inconnu"),
        (avec_piece(volet="inconnu"), "volet inconnu : inconnu"),
        (avec_piece(obligatoire=True), "réservée, elle ne peut pas être exigée"),
    )
]
