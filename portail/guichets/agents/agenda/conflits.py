"""Un horaire ou des places pris entre-temps, au bureau : ce que l’on en dit, et où envoyer le même formulaire."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from portail.guichets.refus import refus_dit
from portail.rendez_vous.creneaux.assemblage import Creneau
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.lieux.queries import lieux_par_id
from portail.rendez_vous.occupations.erreurs import CreneauPris


@dataclass(frozen=True, slots=True)
class Voisin:
    """Un horaire libre proche de celui qui manque, et l’adresse où le même envoi le prend."""

    creneau: Creneau
    lieu: Lieu
    adresse: str


@dataclass(frozen=True, slots=True)
class Conflit:
    """Ce que l’on dit du refus, et les horaires les plus proches qui restent."""

    phrase: str
    voisins: Sequence[Voisin]


def conflit_dit(refus: CreneauPris, adresse: Callable[[Creneau, Lieu], str]) -> Conflit:
    """Rend de quoi dire ce refus et proposer ses voisins ; `adresse` : où envoyer la saisie pour prendre celui-là."""
    voisins = refus.voisins
    lieux = lieux_par_id({voisin.lieu for voisin in voisins})
    return Conflit(refus_dit(refus), [Voisin(un, lieux[un.lieu], adresse(un, lieux[un.lieu])) for un in voisins])
