"""Abîmer une visite saine, d’une seule chose à la fois : (contrôle, démarche fausse, faute attendue)."""

from dataclasses import replace

from portail.demarche.catalogue import demarche_de
from portail.demarche.controles import visites
from portail.demarche.declaration import Demarche

SAINE = demarche_de("apa-domicile")


def avec(**autres) -> Demarche:
    """La démarche, sa visite changée d’une chose."""
    assert SAINE.visite is not None
    return replace(SAINE, visite=replace(SAINE.visite, **autres))


VISITES = (
    (visites.visite_complete, avec(titre=""), "visite : titre ou métiers manquants"),
    (visites.visite_complete, avec(roles=()), "visite : titre ou métiers manquants"),
    (visites.visite_complete, avec(cle_duree="inconnue"), "visite : paramètre inconnu : inconnue"),
)
