"""La personne qui attend, telle que les réservations la veulent."""

from portail.rendez_vous.attente.models import Attente
from portail.rendez_vous.reservations.personnes import Enfant, Personne, nommee


def en_personne(attente: Attente) -> Personne:
    """Rend la personne inscrite."""
    return Personne(
        **nommee(attente.identite),
        telephone=attente.telephone or "",
        courriel=attente.courriel or "",
        adresse=attente.adresse or "",
        enfants=tuple(Enfant.depuis(un) for un in attente.enfants or ()),
        besoins=tuple(attente.besoins or ()),
        langue=attente.langue,
        usager_id=attente.usager_id,
    )
