"""Les tâches des rappels."""

from portail.rendez_vous.rappels import balayage, liens
from portail.socle.base import transaction
from portail.socle.taches import periodique


@periodique("rendez_vous.rappeler", "* * * * *")
def rappeler() -> None:
    """Envoie les rappels dont l’heure est venue, lot après lot."""
    while balayage.balayer() == balayage.LOT:
        continue


@periodique("rendez_vous.effacer_les_liens", "25 4 * * *")
def effacer_les_liens() -> None:
    """Efface les liens éteints."""
    with transaction():
        liens.effacer_les_eteints()
