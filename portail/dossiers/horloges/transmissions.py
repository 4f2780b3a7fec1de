"""Le délai pour transmettre une demande à qui elle revient. Pur, lu du journal."""

from collections.abc import Sequence

from portail.dossiers.horloges.faits import Decision, Depot, Fait, Sortie, Transmise
from portail.dossiers.horloges.types import Code, Etape, Horloge, Nature
from portail.territoire.jours import ajouter_mois


def horloges_de_la_transmission(faits: Sequence[Fait]) -> tuple[Horloge, ...]:
    """Rend le délai pour transmettre, du dépôt ; rien si la demande relevait du service."""
    depot = next((fait for fait in faits if isinstance(fait, Depot)), None)
    if depot is None or depot.delai_transmission is None:
        return ()
    echeance = ajouter_mois(depot.jour, depot.delai_transmission)
    transmise = next((fait.jour for fait in faits if isinstance(fait, Transmise)), None)
    return (
        Horloge(
            code=Code.TRANSMISSION,
            depart=depot.jour,
            echeance=echeance,
            arret=transmise,
            eteinte=transmise is None and any(isinstance(fait, Decision | Sortie) for fait in faits),
            etapes=(
                Etape(Nature.DEPART, depot.jour),
                Etape(Nature.DELAI, echeance, debut=depot.jour, nombre=depot.delai_transmission),
            ),
        ),
    )
