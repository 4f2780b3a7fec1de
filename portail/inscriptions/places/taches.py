"""L’audit des compteurs : chaque heure, donc aussi juste après une ouverture."""

from portail.inscriptions.places import audit
from portail.socle.taches import periodique


@periodique("inscriptions.auditer_les_places", "17 * * * *")
def auditer_les_places() -> None:
    """Compare chaque compteur aux places tenues ; alerte, ne corrige jamais."""
    audit.auditer()
