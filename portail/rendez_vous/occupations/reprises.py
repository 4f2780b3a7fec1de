"""Rejouer un geste que la base a refusé pour avoir trop attendu ou pour s’être croisé avec un autre."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

import psycopg
from sqlalchemy.exc import DBAPIError

from portail.rendez_vous.occupations.erreurs import AgendaTresDemande

REPRISES = 3
PAUSE_SECONDES = 0.05
INTERBLOCAGE, TROP_ATTENDU, NON_SERIALISABLE, CHEVAUCHEMENT = "40P01", "55P03", "40001", "23P01"
REJOUABLES = frozenset({INTERBLOCAGE, TROP_ATTENDU, NON_SERIALISABLE, CHEVAUCHEMENT})
NUMERO_PRIS = "uq_rendez_vous_numero"
"""Un numéro tiré au sort qu’un autre rendez-vous porte déjà : on en tire un autre."""
T = TypeVar("T")


def reprendre(geste: Callable[[], T]) -> T:
    """Fait le geste, qui ouvre sa propre transaction, et le refait au plus trois fois ; lève `AgendaTresDemande`."""
    for reprise in range(REPRISES + 1):
        try:
            return geste()
        except DBAPIError as erreur:
            if not se_rejoue(erreur):
                raise
        # Chacun attend un temps à lui : sans cela, ceux qui se sont croisés se croiseraient encore.
        time.sleep(PAUSE_SECONDES * 2**reprise * (0.5 + random.random()))  # noqa: S311 — une gigue, pas un secret
    raise AgendaTresDemande


def se_rejoue(erreur: DBAPIError) -> bool:
    """Dit si le même geste, refait, peut passer."""
    origine = erreur.orig
    if not isinstance(origine, psycopg.Error):
        return False
    return origine.sqlstate in REJOUABLES or origine.diag.constraint_name == NUMERO_PRIS
