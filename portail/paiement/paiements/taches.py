"""Les tâches du paiement."""

from uuid import UUID

from portail.paiement.paiements import balayage, conservation
from portail.paiement.paiements.notification import RELIRE
from portail.paiement.paiements.relecture import relire
from portail.socle.taches import periodique, tache


@tache(RELIRE, priorite=20)
def relire_un_paiement(paiement_id: str) -> None:
    """Demande à PayFiP le résultat d’un paiement ; sans effet s’il est encaissé."""
    relire(UUID(paiement_id))


@periodique("paiement.balayer", "* * * * *")
def balayer() -> None:
    """Redemande les résultats attendus, et clôt les tentatives jamais ouvertes."""
    while balayage.balayer() == balayage.LOT:
        continue
    balayage.clore_les_ouvertures_perdues()


@periodique("paiement.oublier", "40 3 * * *")
def oublier_les_payeurs() -> None:
    """Efface qui a payé, une fois le temps passé : il ne reste que des comptes."""
    conservation.oublier_les_payeurs()
