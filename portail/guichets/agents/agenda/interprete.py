"""L’interprète qu’une personne demande, en mots : retenu, ou à réunir et pourquoi."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from portail.rendez_vous.creneaux.interpretes import Manque
from portail.rendez_vous.reservations.etats import EtatRdv
from portail.rendez_vous.reservations.interpretes import interpretes_du
from portail.rendez_vous.reservations.models import Participation, RendezVous
from portail.rendez_vous.reservations.personnes import interprete_voulu
from portail.rendez_vous.ressources.langues import LANGUES
from portail.rendez_vous.ressources.models import GenreRessource, Ressource
from portail.socle import horloge
from portail.socle.traduction import _

POURQUOI: Mapping[Manque | None, str] = MappingProxyType(
    {
        Manque.INCONNU: _("Aucun interprète de cette langue n’est inscrit aux agendas."),
        Manque.HORS_PLAGE: _("Aucun n’a de plage à cette heure."),
        Manque.PRIS: _("Tous sont pris à cette heure."),
        None: _("L’un d’eux est libre à cette heure."),
    }
)
D_UNE_SEANCE = _("Une séance à plusieurs se prend sans lui : prévenez-le vous-même.")


@dataclass(frozen=True, slots=True)
class InterpreteDit:
    """La langue demandée ; `pourquoi` il manque, vide s’il est retenu ou s’il est trop tard."""

    langue: str
    pourquoi: str = ""
    est_libre: bool = False
    """Vrai si l’on peut encore le réunir."""


def interprete_dit(
    rdv: RendezVous, participation: Participation, ressources: Sequence[Ressource]
) -> InterpreteDit | None:
    """Rend l’interprète que cette personne demande, à traduire ; rien si elle n’en demande pas.

    Un horaire imposé, une séance se prennent sans lui : il ne suffit pas de lire qui la reçoit.
    """
    voulu = interprete_voulu(participation)
    if not voulu:
        return None
    langue = LANGUES.get(voulu, voulu)
    if manque_a(rdv, participation, ressources):
        if rdv.est_collectif:
            return InterpreteDit(langue, D_UNE_SEANCE)
        trouves = interpretes_du(rdv, voulu)
        return InterpreteDit(langue, POURQUOI[trouves.manque], est_libre=trouves.manque is None)
    return InterpreteDit(langue)


def manque_a(rdv: RendezVous, participation: Participation, ressources: Sequence[Ressource]) -> bool:
    """Vrai si, pour un rendez-vous à venir, l’interprète que cette personne demande n’est pas retenu."""
    voulu = interprete_voulu(participation)
    if not voulu or rdv.etat is not EtatRdv.PRIS or rdv.debut <= horloge.maintenant():
        return False
    return not any(voulu in une.langues for une in ressources if une.genre is GenreRessource.INTERPRETE)
