"""Abîmer une proposition saine, d’une seule chose à la fois : (contrôle, démarche fausse, faute attendue)."""

from dataclasses import replace

from portail.demarche.catalogue import demarche_de
from portail.demarche.controles import propositions
from portail.demarche.declaration import Demarche, Mesure

SAINE = demarche_de("apa-domicile")


def avec(**autres) -> Demarche:
    """La démarche, sa proposition changée d’une chose."""
    assert SAINE.proposition is not None
    return replace(SAINE, proposition=replace(SAINE.proposition, **autres))


def avec_nature(**autres) -> Demarche:
    """La démarche, la deuxième nature de ligne changée d’une chose."""
    assert SAINE.proposition is not None
    premiere, deuxieme, *reste = SAINE.proposition.natures
    return avec(natures=(premiere, replace(deuxieme, **autres), *reste))


def premiere_seule() -> Demarche:
    """La démarche, une seule nature de ligne."""
    assert SAINE.proposition is not None
    return avec(natures=SAINE.proposition.natures[:1])


PROPOSITIONS = [
    (propositions.proposition_complete, fausse, faute)
    for fausse, faute in (
        (avec(retenu="inconnu"), "le total ne va dans aucun montant d’agent\u00a0: inconnu"),
        (avec(retenu="gir"), "le total ne va dans aucun montant d’agent\u00a0: gir"),
        (avec(plafond="inconnu"), "calcul inconnu\u00a0: inconnu"),
        (avec(motif_refus="inconnu"), "motif inconnu\u00a0: inconnu"),
        (avec(cle_delai_reponse="inconnue"), "paramètre inconnu\u00a0: inconnue"),
        (avec(redacteurs=()), "titre, fondement ou rédacteurs manquants"),
        (avec(interdit=""), "des liens exclus, sans la phrase qui le dit"),
        (avec(liens_exclus=("voisin",)), "lien exclu inconnu\u00a0: voisin"),
        (avec(refus_ecrit=""), "la question du refus écrit manque"),
        (avec(liens={}), "les liens possibles ne sont pas dits"),
        (premiere_seule(), "deux natures de ligne au moins"),
        (avec_nature(mesure=Mesure.MONTANT, cle_tarif="apa_tarif_prestataire"), "un montant n’a pas de tarif"),
    )
]
