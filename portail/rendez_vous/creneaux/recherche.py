"""Chercher un créneau : une fenêtre qui s’élargit jusqu’à la première réponse, sans compte ni écriture.

Rien n’est promis à qui lit : la réservation relit sous verrou (`relire`) avant d’écrire.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import islice
from uuid import UUID

from portail.rendez_vous.creneaux.assemblage import Affectation, Creneau, affectations
from portail.rendez_vous.creneaux.etude import Etude, Recherche
from portail.rendez_vous.creneaux.instants import minute_de
from portail.socle import horloge

__all__ = ["Recherche", "Relecture", "Trouves", "chercher", "completes", "prochains", "relire", "voisins"]

FACONS_RENDUES = 200
AUTOUR = timedelta(days=7)
"""De part et d’autre d’un créneau manqué, où l’on cherche d’abord ses voisins."""


@dataclass(frozen=True, slots=True)
class Relecture:
    """Les façons d’honorer un début, une affectation par passage, et la version de chaque agenda où on les a lues."""

    facons: Sequence[tuple[Affectation, ...]] = ()
    versions: Mapping[UUID, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouves:
    """Les créneaux de la première fenêtre qui en a, par lieu, du plus proche au plus lointain."""

    par_lieu: Mapping[UUID, Sequence[Creneau]]
    du: date
    au: date
    horizon: date
    """Le dernier jour où l’on peut venir."""


def chercher(recherche: Recherche) -> Trouves:
    """Rend les créneaux des premiers jours qui en ont ; lève `Introuvable` si l’objet n’existe pas."""
    etude = Etude.de(recherche)
    for bornes in etude.fenetres():
        par_lieu: dict[UUID, list[Creneau]] = defaultdict(list)
        for creneau in etude.creneaux(bornes):
            par_lieu[creneau.lieu].append(creneau)
        if par_lieu:
            return Trouves(par_lieu=par_lieu, du=bornes.du, au=bornes.au, horizon=etude.dernier)
    return Trouves(par_lieu={}, du=etude.premier, au=etude.dernier, horizon=etude.dernier)


def completes(recherche: Recherche) -> Sequence[Creneau]:
    """Rend les séances à venir où il ne reste pas assez de places, dans l’ordre : celles que l’on peut attendre."""
    etude = Etude.de(recherche)
    if not etude.objet.collectif:
        return []
    toutes = replace(etude, recherche=replace(recherche, nombre=0))
    return [une for une in toutes.creneaux(etude.bornes) if (une.places_libres or 0) < recherche.nombre]


def prochains(recherche: Recherche) -> Mapping[UUID, Creneau]:
    """Rend le prochain créneau de chaque lieu qui en a un d’ici l’horizon."""
    etude = Etude.de(recherche)
    trouves: dict[UUID, Creneau] = {}
    restants = etude.lieux
    for bornes in etude.fenetres() if restants else ():
        trouves |= etude.premiers(replace(bornes, lieux=restants))
        restants -= trouves.keys()
        if not restants:
            break
    return trouves


def relire(
    recherche: Recherche,
    debut: datetime,
    *,
    ignorer: Collection[UUID] = (),
    sans_delai: bool = False,
    parmi: Collection[UUID] = (),
) -> Relecture:
    """Rend les façons d’honorer ce début exact, ou aucune.

    À rappeler sous verrou : elle lit l’état présent. `sans_delai` : on garde déjà ce créneau. `parmi` : ces ressources
    seulement, ce qui lit moins. Une séance à plusieurs n’en rend aucune : ses places se comptent en l’écrivant.
    """
    jour = horloge.a_paris(debut).date()
    de_ce_jour = replace(recherche, du=jour, au=jour, ignorer=recherche.ignorer | frozenset(ignorer))
    etude = Etude.de(de_ce_jour, parmi=parmi, sans_delai=sans_delai)
    if etude.objet.collectif:
        return Relecture()
    minute = minute_de(debut)
    facons = (
        facon
        for bornes in etude.fenetres()
        for creneau in etude.creneaux(bornes)
        if creneau.minute == minute
        for facon in affectations(creneau, etude.forme)
    )
    versions = {une.id: une.version for une in etude.fond.ressources.values()}
    return Relecture(list(islice(facons, FACONS_RENDUES)), versions)


def voisins(recherche: Recherche, debut: datetime, n: int = 3) -> Sequence[Creneau]:
    """Rend les créneaux libres dont le début est le plus proche de celui-ci, au plus `n`, le plus proche d’abord."""
    jour = horloge.a_paris(debut).date()
    etude = Etude.de(replace(recherche, du=jour - AUTOUR, au=jour + AUTOUR))
    creneaux = [creneau for creneau in etude.creneaux(etude.bornes) if creneau.debut != debut]
    if not creneaux:
        plus_tard = chercher(replace(recherche, du=jour, au=None)).par_lieu
        creneaux = [creneau for du_lieu in plus_tard.values() for creneau in du_lieu]
    return sorted(creneaux, key=lambda creneau: (abs(creneau.debut - debut), creneau.debut, creneau.lieu))[:n]
