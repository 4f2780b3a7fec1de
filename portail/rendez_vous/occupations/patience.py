"""Ce que l’on attend un verrou, au plus : passé cela, on rejoue ou l’on refuse, plutôt que de bloquer une connexion."""

from sqlalchemy import text

from portail.socle.base import memoire_de_transaction, session

_PATIENCE = text("SET LOCAL lock_timeout = '3s'")


def patienter() -> None:
    """Borne à trois secondes l’attente de chaque verrou, jusqu’à la fin de la transaction."""
    memoire = memoire_de_transaction()
    if not memoire.get("patience"):
        session.execute(_PATIENCE)
        memoire["patience"] = True
