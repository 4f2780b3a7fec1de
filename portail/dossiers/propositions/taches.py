"""Les balayages des propositions : la définitive restée sans réponse fait naître un refus."""

from uuid import UUID

from portail.dossiers.propositions.observations import clore_les_observations, closes
from portail.dossiers.propositions.queries import echues
from portail.dossiers.propositions.refus import constater_le_defaut_de_reponse
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.taches import differer, en_file, periodique, tache

LOT = 200


@tache("propositions.constater_sans_reponse")
def constater_sans_reponse(dossier_id: str) -> None:
    """Enregistre le refus né du défaut de réponse ; sans effet si la personne a répondu à temps."""
    constater_le_defaut_de_reponse(UUID(dossier_id))


@periodique("propositions.constater_les_defauts", "25 * * * *")
def constater_les_defauts() -> None:
    """Met en file chaque dossier dont la définitive est restée sans réponse : l’un n’arrête pas les autres."""
    with transaction():
        en_cours = en_file(constater_sans_reponse, "dossier_id")
        for identifiant in map(str, echues(horloge.aujourd_hui(), limite=LOT)):
            if identifiant not in en_cours:
                differer(constater_sans_reponse, dossier_id=identifiant)


@periodique("propositions.dire_les_observations_closes", "35 5 * * *")
def dire_les_observations_closes() -> None:
    """Prévient les services, chaque matin, des propositions dont le temps d’observer est passé."""
    passees = closes(horloge.aujourd_hui(), limite=LOT)
    session.rollback()
    for identifiant in passees:
        clore_les_observations(identifiant)
