"""Les délais légaux d’un dossier, en fonctions pures : des dates civiles, calculées depuis la réception."""

from datetime import date, timedelta

from portail.demarche.declaration import Demarche, Depart
from portail.territoire.jours import ajouter_jours_ouvres, ajouter_mois


def date_accuse(reception: date, jours_ouvres: int, jours: int | None = None) -> date:
    """Rend le dernier jour pour accuser réception (CRPA, R112-11-2).

    `jours` : ceux, calendaires, d’un texte propre à la démarche ; le plus court des deux délais l’emporte.
    """
    commun = ajouter_jours_ouvres(reception, jours_ouvres)
    return commun if jours is None else min(commun, reception + timedelta(days=jours))


def date_silence(demarche: Demarche, *, reception: date, completude: date | None) -> date | None:
    """Rend le jour où le silence vaut décision (CRPA, L231-1, L231-4), ou rien s’il n’en vaut pas."""
    if demarche.delai is None:
        return None
    depart = reception if demarche.delai.depuis is Depart.RECEPTION else completude
    return ajouter_mois(depart, demarche.delai.nombre) if depart else None


def apres_suspension(silence: date, *, debut: date, fin: date) -> date:
    """Rend la date du silence repoussée du temps suspendu (CRPA, L114-5)."""
    return silence + max(fin - debut, date.resolution * 0)


def prochaine_echeance(*dates: date | None) -> date | None:
    """Rend la plus proche des échéances encore dues."""
    return min(filter(None, dates), default=None)
