"""Le rappel de la veille."""

from uuid import UUID

from portail.dossiers.visites.actions import fin_de_demain, rappeler
from portail.dossiers.visites.queries import a_rappeler
from portail.socle import horloge
from portail.socle.base import transaction
from portail.socle.taches import differer, en_file, periodique, tache

LOT = 500


@tache("visites.rappeler")
def rappeler_une_visite(visite_id: str) -> None:
    """Rappelle une visite ; sans effet si elle fut déplacée, annulée ou déjà rappelée."""
    rappeler(UUID(visite_id))


@periodique("visites.rappeler_celles_de_demain", "35 7-19 * * *")
def rappeler_celles_de_demain() -> None:
    """Met en file le rappel de chaque visite de demain."""
    with transaction():
        en_cours = en_file(rappeler_une_visite, "visite_id")
        for identifiant in map(str, a_rappeler(horloge.maintenant(), fin_de_demain(), limite=LOT)):
            if identifiant not in en_cours:
                differer(rappeler_une_visite, visite_id=identifiant)
