"""Rejouer un geste que la base a refusé pour s’être croisé avec un autre, créneaux et numéros compris."""

from collections.abc import Callable
from typing import TypeVar

import psycopg
from sqlalchemy.exc import DBAPIError

from portail.rendez_vous.occupations.erreurs import AgendaTresDemande
from portail.socle import tours

CHEVAUCHEMENT = "23P01"
NUMERO_PRIS = "uq_rendez_vous_numero"
"""Un numéro tiré au sort qu’un autre rendez-vous porte déjà : on en tire un autre."""
T = TypeVar("T")


def reprendre(geste: Callable[[], T]) -> T:
    """Fait le geste, qui ouvre sa propre transaction, et le refait au plus trois fois ; lève `AgendaTresDemande`."""
    return tours.reprendre(geste, rejouable=se_rejoue, refus=AgendaTresDemande)


def se_rejoue(erreur: DBAPIError) -> bool:
    """Dit si le même geste, refait, peut passer."""
    origine = erreur.orig
    croise = isinstance(origine, psycopg.Error) and (
        origine.sqlstate == CHEVAUCHEMENT or origine.diag.constraint_name == NUMERO_PRIS
    )
    return croise or tours.se_rejoue(erreur)
