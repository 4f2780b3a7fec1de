"""Contrôles d’une visite : quelqu’un la fait, sa durée est un paramètre."""

from collections.abc import Iterator

from portail.demarche.controles.echantillons import parametres_livres
from portail.demarche.declaration import Demarche


def visite_complete(demarche: Demarche) -> Iterator[str]:
    """La visite a un titre, des agents pour la faire et une durée livrée."""
    visite = demarche.visite
    if visite is None:
        return
    if not visite.titre or not visite.roles:
        yield "visite : titre ou métiers manquants"
    if visite.cle_duree not in parametres_livres():
        yield f"visite : paramètre inconnu : {visite.cle_duree}"
