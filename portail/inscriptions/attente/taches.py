"""Les tâches de la liste d’attente."""

from portail.inscriptions.attente import balayage
from portail.socle.taches import periodique


@periodique("inscriptions.tenir_la_liste_d_attente", "* * * * *")
def tenir_la_liste_d_attente() -> None:
    """Passe aux suivants ce qui est resté sans réponse, sert ce qui est libre, annonce au matin."""
    balayage.passer_aux_suivants()
    balayage.servir_ce_qui_est_libre()
    balayage.annoncer_au_matin()
