"""Le délai pour transmettre une demande à qui elle revient. Pur, lu du journal."""

from collections.abc import Sequence

from portail.dossiers.horloges.faits import CompetenceRevue, Decision, Depot, Fait, Sortie, Transmise
from portail.dossiers.horloges.types import Code, Etape, Horloge, Nature
from portail.territoire.jours import ajouter_mois


def delai_connu(faits: Sequence[Fait]) -> int | None:
    """Rend les mois laissés pour transmettre, d’après le dernier fait qui le dit ; rien si elle est au service."""
    dits = (fait.delai_transmission for fait in reversed(faits) if isinstance(fait, Depot | CompetenceRevue))
    return next(dits, None)


def horloges_de_la_transmission(faits: Sequence[Fait]) -> tuple[Horloge, ...]:
    """Rend le délai pour transmettre, toujours du dépôt (CASF, L122-4) ; rien si la demande relève du service."""
    depot, mois = next((fait for fait in faits if isinstance(fait, Depot)), None), delai_connu(faits)
    if depot is None or mois is None:
        return ()
    echeance = ajouter_mois(depot.jour, mois)
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
                Etape(Nature.DELAI, echeance, debut=depot.jour, nombre=mois),
            ),
        ),
    )
