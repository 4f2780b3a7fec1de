"""La personne qui attend, telle que les réservations la veulent."""

from datetime import date

from portail.rendez_vous.attente.models import Attente
from portail.rendez_vous.reservations.personnes import Enfant, Personne


def en_personne(attente: Attente) -> Personne:
    """Rend la personne inscrite."""
    identite = attente.identite or {}
    return Personne(
        prenom=identite.get("prenom", ""),
        nom=identite.get("nom", ""),
        pseudonyme=identite.get("pseudonyme", ""),
        demandeur=identite.get("demandeur", ""),
        telephone=attente.telephone or "",
        courriel=attente.courriel or "",
        enfants=tuple(
            Enfant(date_naissance=date.fromisoformat(un["date_naissance"]), prenom=un.get("prenom", ""))
            for un in attente.enfants or ()
        ),
        besoins=tuple(attente.besoins or ()),
        langue=attente.langue,
        usager_id=attente.usager_id,
    )
