"""Ce que l’on attend un verrou, au plus : passé cela, on rejoue ou l’on refuse, plutôt que de bloquer une connexion."""

from collections.abc import Sequence

from sqlalchemy import text

from portail.socle.base import memoire_de_transaction, session

_PATIENCE = text("SET LOCAL lock_timeout = '3s'")
# La patience d’abord : le calcul d’une ligne du résultat, où l’on attend, suit la lecture de chaque source.
_TOUR = text("""
    WITH patience AS MATERIALIZED (SELECT set_config('lock_timeout', '3s', true))
    SELECT pg_advisory_xact_lock(cle) FROM patience, unnest(CAST(:cles AS bigint[])) AS cle
""")


def patienter() -> None:
    """Borne à trois secondes l’attente de chaque verrou, jusqu’à la fin de la transaction."""
    memoire = memoire_de_transaction()
    if not memoire.get("patience"):
        session.execute(_PATIENCE)
        memoire["patience"] = True


def attendre_son_tour(cles: Sequence[int]) -> None:
    """Attend que personne d’autre ne se serve de ces clés, trois secondes au plus ; les garde jusqu’à la fin."""
    if not cles:
        return
    session.execute(_TOUR, {"cles": cles})
    memoire_de_transaction()["patience"] = True
