"""Passer chacun à son tour : borner l’attente d’un verrou, se suivre, refaire ce qui s’est croisé."""

import random
import time
from collections.abc import Callable
from hashlib import sha256
from typing import TypeVar

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portail.socle.base import memoire_de_transaction, session
from portail.socle.erreurs import Indisponible
from portail.socle.traduction import _

REPRISES = 3
PAUSE_SECONDES = 0.05
INTERBLOCAGE, TROP_ATTENDU, NON_SERIALISABLE = "40P01", "55P03", "40001"
REJOUABLES = frozenset({INTERBLOCAGE, TROP_ATTENDU, NON_SERIALISABLE})
NUMERO = "_numero"
"""Ce qui finit le nom d’une contrainte d’unicité sur un numéro tiré au sort."""
_PATIENCE = text("SET LOCAL lock_timeout = '3s'")
# La patience d’abord : le calcul d’une ligne du résultat, où l’on attend, suit la lecture de chaque source.
_A_SON_TOUR = text("""
    WITH patience AS MATERIALIZED (SELECT set_config('lock_timeout', '3s', true))
    SELECT pg_advisory_xact_lock(cle) FROM patience, unnest(CAST(:cles AS bigint[])) AS cle
""")
T = TypeVar("T")


class TropDeMonde(Indisponible):
    """Trop de monde au même instant : le même geste, refait un peu plus tard, passera."""

    message = _("Beaucoup de personnes s’inscrivent en ce moment. Réessayez dans quelques instants.")


def patienter() -> None:
    """Borne à trois secondes l’attente de chaque verrou, jusqu’à la fin de la transaction."""
    memoire = memoire_de_transaction()
    if not memoire.get("patience"):
        session.execute(_PATIENCE)
        memoire["patience"] = True


def chacun_son_tour(*cles: str) -> None:
    """Fait attendre qui se sert des mêmes clés, jusqu’à la fin de la transaction ; avant tout autre verrou."""
    if not cles:
        return
    # Toujours dans le même ordre : deux gestes qui se croisent ne s’attendent pas l’un l’autre.
    nombres = sorted({int.from_bytes(sha256(cle.encode()).digest()[:8], signed=True) for cle in cles})
    session.execute(_A_SON_TOUR, {"cles": nombres})
    memoire_de_transaction()["patience"] = True


def se_rejoue(erreur: DBAPIError) -> bool:
    """Vrai si le même geste, refait, peut passer : un verrou trop attendu, deux gestes croisés, un numéro déjà tiré."""
    contrainte = getattr(getattr(erreur.orig, "diag", None), "constraint_name", None) or ""
    return getattr(erreur.orig, "sqlstate", None) in REJOUABLES or contrainte.endswith(NUMERO)


def reprendre(
    geste: Callable[[], T],
    *,
    rejouable: Callable[[DBAPIError], bool] = se_rejoue,
    refus: type[Indisponible] = TropDeMonde,
) -> T:
    """Fait le geste, qui ouvre sa propre transaction, et le refait au plus trois fois ; lève alors `refus`."""
    for reprise in range(REPRISES + 1):
        try:
            return geste()
        except DBAPIError as erreur:
            if not rejouable(erreur):
                raise
        # Chacun attend un temps à lui : sans cela, ceux qui se sont croisés se croiseraient encore.
        time.sleep(PAUSE_SECONDES * 2**reprise * (0.5 + random.random()))  # noqa: S311 — une gigue, pas un secret
    raise refus
