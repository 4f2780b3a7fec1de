"""Qui peut traduire un rendez-vous à une heure précise, ou pourquoi personne ne le peut."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from portail.rendez_vous.creneaux.agenda import Agenda, Intervalle
from portail.rendez_vous.creneaux.etude import Etude, Recherche
from portail.rendez_vous.creneaux.instants import minute_de
from portail.rendez_vous.ressources.queries import interpretes_de
from portail.socle import horloge


class Manque(StrEnum):
    """Pourquoi aucun interprète n’est retenu."""

    INCONNU = "inconnu"
    HORS_PLAGE = "hors_plage"
    PRIS = "pris"


@dataclass(frozen=True, slots=True)
class Interpretes:
    """Les interprètes en service de cette langue, ceux qui sont de permanence et libres alors, sinon pourquoi."""

    connus: frozenset[UUID]
    libres: Sequence[UUID]
    manque: Manque | None


def interpretes_pour(recherche: Recherche, debut: datetime, fin: datetime) -> Interpretes:
    """Rend qui parle `recherche.langue` et serait présent de ce début à cette fin, tampons de l’objet libres aussi.

    Délai et horizon ne comptent pas : un agent en décide.
    """
    connus = interpretes_de(recherche.langue)
    if not connus:
        return Interpretes(connus, (), Manque.INCONNU)
    jour = horloge.a_paris(debut).date()
    etude = Etude.de(replace(recherche, du=jour, au=jour, nombre=1, par_agent=True), sans_delai=True)
    agenda, (de, a) = etude.agenda(etude.bornes), (minute_de(debut), minute_de(fin))
    presents = {une for une in _de_permanence(agenda, etude, (de, a)) if une in connus}
    avant, apres = etude.forme.avant, etude.forme.apres
    libres = [une for une in sorted(presents) if agenda.pris_de(une).est_libre(de - avant, a + apres)]
    manque = None if libres else Manque.PRIS if presents else Manque.HORS_PLAGE
    return Interpretes(connus, libres, manque)


def _de_permanence(agenda: Agenda, etude: Etude, voulu: Intervalle) -> Iterator[UUID]:
    """Rend qui a une plage de bout en bout : dans ce lieu, ou n’importe où pour qui va de lieu en lieu."""
    jours = {"du": etude.premier, "au": etude.dernier}
    for une in agenda.occurrences(**jours, modalite=etude.bornes.modalite):
        ici = agenda.ressources[une.ressource].lieu is None or une.lieu in etude.recherche.lieux
        if ici and une.debut <= voulu[0] and voulu[1] <= une.fin:
            yield une.ressource
