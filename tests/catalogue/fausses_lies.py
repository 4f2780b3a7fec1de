"""Abîmer une demande liée saine, d’une seule chose à la fois : (contrôle, démarche fausse, faute attendue)."""

from dataclasses import replace

from portail.demarche.catalogue import demarche_de
from portail.demarche.controles import lies
from portail.demarche.declaration import Demarche

SAINE = demarche_de("apa-domicile")


def avec(**autres) -> Demarche:
    """La démarche, sa demande liée changée d’une chose."""
    assert SAINE.lie is not None
    return replace(SAINE, lie=replace(SAINE.lie, **autres))


LIES = (
    (lies.lie_complet, avec(titre=""), "demande liée : titre ou explication manquants"),
    (lies.lie_complet, avec(copies=("inconnu",)), "demande liée : champ inconnu : inconnu"),
    (lies.lie_complet, avec(croises={"prenoms": "inconnu"}), "demande liée : champ inconnu : inconnu"),
    (lies.lie_complet, avec(qualites={"lui_meme": "inconnu"}), "demande liée : qualité inconnue : inconnu"),
)
