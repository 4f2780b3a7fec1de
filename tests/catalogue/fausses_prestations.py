"""Abîmer une prestation mensuelle saine, d’une seule chose à la fois : (contrôle, démarche fausse, faute attendue)."""

from dataclasses import replace

from portail.demarche.catalogue import demarche_de
from portail.demarche.controles import prestations
from portail.demarche.declaration import Demarche, ModeVersement

SAINE = demarche_de("apa-domicile")


def avec(**autres) -> Demarche:
    """La démarche, sa prestation changée d’une chose."""
    assert SAINE.prestation is not None
    return replace(SAINE, prestation=replace(SAINE.prestation, **autres))


def versee(**autres) -> Demarche:
    """La démarche, son versement changé d’une chose."""
    assert SAINE.versement is not None
    return replace(SAINE, versement=replace(SAINE.versement, **autres))


PRESTATIONS = [
    (prestations.prestation_complete, fausse, f"prestation : {faute}")
    for fausse, faute in (
        (replace(SAINE, versement=None), "sans versement, sans montant accordé ou sans délai"),
        (replace(SAINE, montant_accorde=""), "sans versement, sans montant accordé ou sans délai"),
        (replace(SAINE, delai=None), "sans versement, sans montant accordé ou sans délai"),
        (avec(forfait="inconnu"), "calcul inconnu : inconnu"),
        (avec(dits=("inconnu",)), "calcul inconnu : inconnu"),
        (avec(forfait="participation"), "le forfait dépend d’une réponse"),
        (avec(plan="gir"), "aucun montant d’agent de ce nom : gir"),
        (avec(avance_titre=""), "une avance sans titre ou sans fondement"),
        (versee(mode="urgence"), "des modes qui ne sont pas les réponses de : urgence"),
        (versee(confiees={ModeVersement.TITRES: ("inconnue",)}), "nature de ligne inconnue : inconnue"),
        (versee(accord=""), "payer quelqu’un d’autre sans texte qui le permette"),
        (avec(cle_revision="inconnue"), "paramètre inconnu : inconnue"),
    )
]
