"""Relever les délais d’heure en heure ; dire chaque lundi où l’on manque d’horaires."""

from portail.rendez_vous.agendas.alertes import alerter
from portail.rendez_vous.agendas.releves import relever
from portail.socle.taches import periodique


@periodique("rendez_vous.relever_les_delais", "5 * * * *")
def relever_les_delais() -> None:
    """Relève le premier horaire libre de chaque objet, dans chaque lieu."""
    relever()


@periodique("rendez_vous.alerter_de_la_capacite", "30 6 * * 1")
def alerter_de_la_capacite() -> None:
    """Écrit à qui encadre un service où des rendez-vous manquent d’horaires."""
    alerter()
