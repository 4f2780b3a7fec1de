"""Quand redemander à PayFiP : la notification peut ne jamais venir. Fonctions pures."""

from datetime import datetime, timedelta

MINUTES = (1, 2, 5, 10, 15, 20, 30, 60, 120)
JOURS = (1, 2, 3, 4, 5, 6, 7)
ECHELLE = (*(timedelta(minutes=m) for m in MINUTES), *(timedelta(days=j) for j in JOURS))
PAUSE_TECHNIQUE = timedelta(minutes=30)
"""Ce que PayFiP recommande d’attendre après une de ses fautes techniques."""


def prochaine_lecture(debut: datetime, maintenant: datetime, *, panne: bool = False) -> datetime | None:
    """Rend quand redemander le résultat d’un paiement ouvert à `debut`, ou rien passé sept jours.

    `panne` : PayFiP vient de dire qu’il a échoué de son côté.
    """
    au_plus_tot = maintenant + PAUSE_TECHNIQUE if panne else maintenant
    return next((debut + pas for pas in ECHELLE if debut + pas > au_plus_tot), None)
