"""Les tâches de la liste d’attente."""

from uuid import UUID

from portail.rendez_vous.attente import balayage
from portail.rendez_vous.attente.queries import objets_attendus
from portail.rendez_vous.attente.suivi import CHERCHER
from portail.socle.base import transaction
from portail.socle.taches import differer, periodique, tache


@tache(CHERCHER)
def servir_la_liste(objet_id: str) -> None:
    """Cherche un créneau à chaque personne qui attend cet objet ; rejouable."""
    balayage.servir(UUID(objet_id))


@periodique("rendez_vous.tenir_la_liste_d_attente", "* * * * *")
def tenir_la_liste_d_attente() -> None:
    """Passe aux suivantes ce qui est resté sans réponse, annonce au matin ce qui fut gardé la nuit."""
    balayage.passer_aux_suivantes()
    balayage.annoncer_au_matin()


@periodique("rendez_vous.chercher_pour_la_liste", "*/5 * * * *")
def chercher_pour_la_liste() -> None:
    """Cherche pour tous ceux qui attendent : un jour nouveau s’est ouvert, une tenue s’est éteinte."""
    with transaction():
        for objet_id in objets_attendus():
            differer(servir_la_liste, objet_id=str(objet_id))


@periodique("rendez_vous.clore_les_attentes", "10 4 * * *")
def clore_les_attentes() -> None:
    """Clôt les inscriptions sans issue et oublie celles qui sont finies."""
    for lot in (balayage.clore_les_perimees, balayage.oublier_les_finies):
        while lot() == balayage.LOT:
            continue
