"""Les tâches des rappels."""

from uuid import UUID

from portail.rendez_vous.invitations.actions import effacer_les_echues
from portail.rendez_vous.rappels import balayage, liens
from portail.rendez_vous.rappels.suivi import ANNONCER, annoncer_l_annulation
from portail.socle.base import transaction
from portail.socle.taches import periodique, tache


@tache(ANNONCER, priorite=10)
def annoncer_une_annulation(rdv_id: str) -> None:
    """Dit qu’un rendez-vous annulé par le service n’aura pas lieu ; sans effet si c’est déjà dit."""
    with transaction():
        annoncer_l_annulation(UUID(rdv_id))


@periodique("rendez_vous.rappeler", "* * * * *")
def rappeler() -> None:
    """Envoie les rappels dont l’heure est venue, lot après lot."""
    while balayage.balayer() == balayage.LOT:
        continue


@periodique("rendez_vous.effacer_les_liens", "25 4 * * *")
def effacer_les_liens() -> None:
    """Efface les liens éteints et les invitations qui ne valent plus."""
    with transaction():
        liens.effacer_les_eteints()
        effacer_les_echues()
