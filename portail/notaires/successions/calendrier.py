"""Quand une réponse part : le même délai pour toutes, à heure fixe, pour que l’attente ne dise rien du sens."""

from datetime import UTC, datetime, time

from portail.parametres.queries import valeurs_au
from portail.socle.horloge import a_paris, instant_du
from portail.territoire.jours import ajouter_jours_ouvres


def repondre_le(depose_le: datetime) -> datetime:
    """Rend l’instant, en UTC, où part la réponse à ce qui est déposé à cet instant, selon les règles de ce jour-là [P].

    Le jour du dépôt ne compte pas, quelle qu’en soit l’heure.
    """
    jour = a_paris(depose_le).date()
    valeurs = valeurs_au(jour)
    echeance = ajouter_jours_ouvres(jour, int(valeurs["succession_delai_reponse"]))
    return instant_du(echeance, time(int(valeurs["succession_heure_reponse"]))).astimezone(UTC)
