"""Jusqu’à quand vaut ce que le département a répondu, lu pour toute une liste en une requête."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from portail.parametres.queries import historique_de
from portail.socle import horloge
from portail.territoire.jours import ajouter_mois


def derniers_jours(code: str, reponses: Mapping[UUID, datetime | None]) -> Mapping[UUID, date]:
    """Rend le dernier jour où vaut chaque réponse partie, selon le paramètre `code`, en mois [P].

    Sans réponse, rien ; lève `StopIteration` si le paramètre manque ce jour-là : un paramètre cité existe toujours.
    """
    periodes = historique_de(code)
    fins = {}
    for cle, instant in reponses.items():
        if instant is not None:
            jour = horloge.a_paris(instant).date()
            mois = next(une.valeur for une in periodes if une.debut <= jour and (une.fin is None or jour <= une.fin))
            fins[cle] = ajouter_mois(jour, int(mois))
    return fins
