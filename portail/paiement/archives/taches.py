"""Les tâches des archives comptables."""

from portail.paiement.archives import actions
from portail.socle.taches import periodique


@periodique("paiement.preparer_les_eliminations", "20 2 1 * *")
def preparer_les_eliminations() -> None:
    """Marque chaque mois ce qui ne se garde plus ; rien ne s’efface."""
    actions.preparer()


@periodique("paiement.eliminer_ce_qui_est_vise", "50 2 * * *")
def eliminer_ce_qui_est_vise() -> None:
    """Élimine chaque nuit ce que les Archives ont visé."""
    actions.executer()
