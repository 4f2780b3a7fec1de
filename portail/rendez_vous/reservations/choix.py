"""Le créneau que l’on choisit, et les façons de l’honorer : qui recevrait, la personne la moins chargée d’abord."""

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from portail.rendez_vous.creneaux import recherche
from portail.rendez_vous.creneaux.assemblage import Affectation, Creneau, Prise
from portail.rendez_vous.creneaux.interpretes import interpretes_pour
from portail.rendez_vous.creneaux.recherche import Recherche
from portail.rendez_vous.objets.models import Modalite, ObjetRdv
from portail.rendez_vous.occupations.models import Tenue
from portail.rendez_vous.occupations.queries import charges_du_jour
from portail.rendez_vous.occupations.temps import Source, Voulue
from portail.rendez_vous.reservations.evenements import CreneauLibere
from portail.rendez_vous.reservations.models import RendezVous
from portail.socle import horloge

VOISINS = 3
ESSAIS = 24
"""Au plus autant de façons essayées avant de dire que le créneau est pris."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choix:
    """Un début précis, pour un objet, dans un lieu."""

    objet_id: UUID
    lieu_id: UUID
    modalite: Modalite
    debut: datetime
    passages: int = 1
    """Combien de rendez-vous de suite, avec les mêmes personnes : deux pour des jumeaux."""
    agents: frozenset[UUID] = frozenset()
    """Les ressources avec qui l’on veut venir ; vide : n’importe lesquelles."""
    langue: str = ""
    """Celle de l’interprète à réunir ; vide : aucun."""
    duree: int | None = None
    """En minutes, celle d’un rendez-vous que l’on déplace ; vide : celle de l’objet."""
    seance_id: UUID | None = None
    """La séance dont on veut des places, `passages` en tout ; vide : un créneau."""

    @classmethod
    def le_meme(
        cls,
        quoi: RendezVous | Tenue | CreneauLibere,
        *,
        passages: int = 1,
        langue: str = "",
        seance_id: UUID | None = None,
    ) -> "Choix":
        """Rend le choix de ce que l’on a, que l’on garde ou que l’on rend : le même objet, au même endroit et début."""
        return cls(
            objet_id=quoi.objet_id,
            lieu_id=quoi.lieu_id,
            modalite=quoi.modalite,
            debut=quoi.debut,
            passages=passages,
            langue=langue,
            seance_id=seance_id,
        )

    @property
    def recherche(self) -> Recherche:
        """Rend la recherche qui trouve ce créneau parmi d’autres."""
        return Recherche(
            objet_id=self.objet_id,
            lieux=frozenset({self.lieu_id}),
            modalite=self.modalite,
            nombre=self.passages,
            langue=self.langue,
            agents=self.agents,
            duree=self.duree,
        )


@dataclass(frozen=True, slots=True)
class Facon:
    """Une façon d’honorer un choix : les heures de chaque passage, et le temps voulu de chaque ressource."""

    passages: tuple[Affectation, ...]
    versions: Mapping[UUID, int] = field(default_factory=dict)
    """Celles des agendas où on l’a lue : s’ils n’ont pas changé, elle vaut encore."""

    @property
    def voulues(self) -> list[Voulue]:
        """Rend le temps voulu, tous passages compris."""
        return [voulue for passage in self.passages for voulue in voulues_de(passage)]

    @property
    def ressources(self) -> frozenset[UUID]:
        """Rend tout ce que cette façon mobilise."""
        return frozenset(voulue.ressource_id for voulue in self.voulues)


def voulues_de(passage: Affectation) -> list[Voulue]:
    """Rend le temps voulu de chaque ressource pour un passage, tampons compris."""
    return [
        Voulue(ressource_id=p.ressource_id, debut=p.debut, fin=p.fin, si_libre=p.si_libre) for p in passage.occupations
    ]


def facons_d_honorer(choix: Choix, *, quittees: Collection[Source] = (), parmi: Collection[UUID] = ()) -> list[Facon]:
    """Rend les façons d’honorer ce choix, la moins chargée d’abord ; rien s’il n’est plus libre.

    `quittees` : ce que l’on libérera en échange ne gêne pas. `parmi` : ces ressources seulement ; vide : toutes.
    Délai, horizon et âge se jugent ailleurs.
    """
    facons = _relues(choix, quittees, parmi=parmi)
    if len(facons) < 2:
        return facons
    charges = charges_du_jour({une for facon in facons for une in facon.ressources}, _jour(choix))
    # Le hasard départage : ceux qui réservent au même instant n’attendent pas tous le même agent.
    poids = [(sum(charges.get(une, 0) for une in facon.ressources), random.random()) for facon in facons]  # noqa: S311 — pas un secret
    rangs = sorted(range(len(facons)), key=poids.__getitem__)
    return [facons[rang] for rang in rangs[:ESSAIS]]


def est_encore_possible(facon: Facon, choix: Choix, *, quittees: Collection[Source] = ()) -> bool:
    """Vrai si l’agenda permet toujours cette façon : plages, fermetures, temps pris ; ne relit que ses ressources."""
    voulues = set(facon.voulues)
    return any(set(une.voulues) == voulues for une in _relues(choix, quittees, parmi=facon.ressources))


def _relues(choix: Choix, quittees: Collection[Source], *, parmi: Collection[UUID] = ()) -> list[Facon]:
    voulue = replace(choix.recherche, par_agent=True)
    ignorer = frozenset(source.id for source in quittees)
    relues = recherche.relire(voulue, choix.debut, ignorer=ignorer, sans_delai=True, parmi=parmi)
    return [Facon(passages, relues.versions) for passages in relues.facons]


def voisins_de(choix: Choix, *, naissance: date | None = None, par_agent: bool = False) -> Sequence[Creneau]:
    """Rend les créneaux libres les plus proches de celui que l’on voulait ; `par_agent` : hors délai et horizon."""
    voulue = replace(choix.recherche, naissance=naissance, par_agent=par_agent)
    return recherche.voisins(voulue, choix.debut, VOISINS)


def _jour(choix: Choix) -> date:
    return horloge.a_paris(choix.debut).date()


def facons_imposees(choix: Choix, objet: ObjetRdv, *, quittees: Collection[Source] = ()) -> list[Facon]:
    """Rend ce qu’un agent impose, avec un interprète libre alors si l’on en demande un ; à défaut, sans lui."""
    seule = facon_imposee(choix, objet)
    if not (choix.langue and choix.agents):
        return [seule]
    voulue = replace(choix.recherche, ignorer=frozenset(source.id for source in quittees))
    trouves = interpretes_pour(voulue, seule.passages[0].debut, seule.passages[-1].fin)
    if trouves.connus & choix.agents:  # l’agent en a nommé un : c’est lui qu’il impose
        return [seule]
    return [*(_avec(seule, une) for une in trouves.libres), seule]


def _avec(facon: Facon, interprete: UUID) -> Facon:
    """Rend cette façon, cet interprète en plus, du début à la fin de chaque passage."""
    en_plus = [replace(un.occupations[0], ressource_id=interprete, si_libre=True) for un in facon.passages]
    passages = zip(facon.passages, en_plus, strict=True)
    return Facon(tuple(replace(un, occupations=(*un.occupations, prise)) for un, prise in passages))


def facon_imposee(choix: Choix, objet: ObjetRdv) -> Facon:
    """Rend la façon qu’un agent impose : ces ressources, à cette heure, quoi que dise leur agenda."""
    duree = timedelta(minutes=choix.duree or objet.duree_minutes)
    avant, apres = timedelta(minutes=objet.tampon_avant_minutes), timedelta(minutes=objet.tampon_apres_minutes)
    passages = []
    for rang in range(choix.passages):
        debut = choix.debut + rang * (duree + avant + apres)
        prises = tuple(Prise(une, debut - avant, debut + duree + apres) for une in sorted(choix.agents))
        passages.append(Affectation(debut, debut + duree, prises))
    return Facon(tuple(passages))
