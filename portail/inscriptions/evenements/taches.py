"""Les balayages des évènements : délais passés, listes d’attente, rappels, oubli."""

from portail.inscriptions.evenements import conservation, rappels, service
from portail.socle.taches import periodique


@periodique("evenements.tenir_les_listes", "* * * * *")
def tenir_les_listes() -> None:
    """Rend les places dont l’adresse n’a pas été confirmée à temps, et sert qui attend encore."""
    service.expirer()
    service.servir_ceux_qui_attendent()


@periodique("evenements.rappeler", "*/15 * * * *")
def rappeler() -> None:
    """Envoie les rappels dus, lot par lot."""
    while rappels.rappeler_les_inscrits():
        continue


@periodique("evenements.oublier", "55 3 * * *")
def oublier() -> None:
    """Efface les noms des évènements anciens, et les liens éteints."""
    while conservation.oublier_les_inscrits():
        continue
    conservation.effacer_les_liens()
