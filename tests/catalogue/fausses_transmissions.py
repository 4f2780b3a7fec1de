"""Abîmer une transmission saine, d’une seule chose à la fois : (contrôle, démarche fausse, faute attendue)."""

from dataclasses import replace

from portail.demarche.catalogue import demarche_de
from portail.demarche.controles import transmissions
from portail.demarche.declaration import Demarche

SAINE = demarche_de("apa-domicile")


def avec(**autres) -> Demarche:
    """La démarche, sa première transmission changée d’une chose."""
    premiere, *suite = SAINE.transmissions
    return replace(SAINE, transmissions=(replace(premiere, **autres), *suite))


TRANSMISSIONS = tuple(
    (transmissions.transmissions_completes, fausse, faute)
    for fausse, faute in (
        (avec(titre=""), "transmission departement : un texte manque"),
        (avec(code="caisse_retraite"), "transmission en double"),
        (avec(regle="inconnue"), "règle inconnue : inconnue"),
        (avec(cle_delai=""), "une règle va avec un délai"),
        (avec(cle_delai="inconnu"), "paramètre inconnu : inconnu"),
        (avec(nom_de="inconnu"), "champ inconnu : inconnu"),
    )
)
