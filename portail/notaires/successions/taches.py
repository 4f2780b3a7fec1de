"""Les tâches des successions : rapprocher ce qui arrive, retrouver ce qui s’est perdu, répondre à l’heure."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from portail.notaires.successions import conservation, rapprochements, reponses
from portail.notaires.successions.depot import RAPPROCHER
from portail.notaires.successions.etats import EtatRequete
from portail.notaires.successions.models import Requete
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.taches import differer, en_file, periodique, tache

OUBLI = timedelta(minutes=5)


@tache(RAPPROCHER)
def rapprocher(requete_id: str) -> None:
    """Rapproche une requête des personnes aidées ; sans effet si c’est fait."""
    rapprochements.rapprocher(UUID(requete_id))


@periodique("successions.retrouver_les_requetes", "*/5 * * * *")
def retrouver_les_requetes() -> None:
    """Remet en file les requêtes reçues que rien ne rapproche plus."""
    with transaction():
        en_cours = en_file(rapprocher, "requete_id")
        recues = select(Requete.id).where(
            Requete.etat == EtatRequete.RECUE, Requete.deposee_le < horloge.maintenant() - OUBLI
        )
        for identifiant in map(str, session.scalars(recues)):
            if identifiant not in en_cours:
                differer(rapprocher, requete_id=identifiant)


@periodique("successions.repondre", "*/5 * * * *")
def repondre() -> None:
    """Donne les réponses dont l’heure est venue : à l’heure juste, puisque ce balayage y passe."""
    reponses.repondre_les_dues()


@periodique("successions.effacer_les_anciennes", "45 3 * * *")
def effacer_les_anciennes() -> None:
    """Efface chaque nuit les requêtes dont la durée de garde est finie."""
    conservation.effacer_les_anciennes()
