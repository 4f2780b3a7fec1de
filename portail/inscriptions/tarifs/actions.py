"""Relire une grille tarifaire : ses valeurs livrées sont des exemples tant que personne ne les a confirmées."""

from sqlalchemy import select

from portail.inscriptions.tarifs.models import GrilleTarifaire
from portail.journal.actions import Auteur, inscrire
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Introuvable


def confirmer_la_grille(code: str, *, auteur: Auteur) -> None:
    """Note que les prix, les tranches et les remises d’aujourd’hui ont été relus ; sans effet la seconde fois.

    Lève `Introuvable`.
    """
    with transaction():
        voulue = select(GrilleTarifaire).where(GrilleTarifaire.code == code).with_for_update()
        grille = session.scalars(voulue).one_or_none()
        version = grille.version_au(horloge.aujourd_hui()) if grille else None
        if version is None:
            raise Introuvable
        if version.a_confirmer:
            version.a_confirmer = False
            inscrire("confirmer_grille", auteur=auteur, objet=("grille_tarifaire", code))
