"""Une recherche prête à calculer : ce que l’on cherche, ce que l’objet permet, ce que la base en sait."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from portail.parametres.queries import entier_au
from portail.rendez_vous.creneaux import calcul, lecture
from portail.rendez_vous.creneaux.agenda import Agenda, Plage, Ressource
from portail.rendez_vous.creneaux.assemblage import Creneau
from portail.rendez_vous.creneaux.formes import AGENT, DU_LIEU, Forme
from portail.rendez_vous.creneaux.instants import minute_apres, minute_de
from portail.rendez_vous.creneaux.souhaits import Bornes, Moment
from portail.rendez_vous.objets.models import ObjetRdv
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Introuvable

BATTEMENT = "rdv_battement"
FENETRES = (7, 14, 28, 56)
"""Le nombre de jours regardés à chaque essai ; le dernier se répète jusqu’à l’horizon."""
HORIZON_DES_AGENTS = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Recherche:
    """Ce que l’on cherche."""

    objet_id: UUID
    lieux: frozenset[UUID] = frozenset()
    """Vide : tous ceux qui sont ouverts."""
    modalite: str = ""
    """Vide : la première de l’objet."""
    du: date | None = None
    au: date | None = None
    moment: Moment | None = None
    jours: frozenset[int] = frozenset()
    """De 1 (lundi) à 7 ; vide : tous."""
    naissance: date | None = None
    """De l’enfant : son âge se juge le jour du rendez-vous."""
    nombre: int = 1
    """Combien de rendez-vous de suite (jumeaux), ou de places d’une séance."""
    langue: str = ""
    """Celle de l’interprète à réunir ; vide : aucun."""
    agents: frozenset[UUID] = frozenset()
    """Les ressources avec qui l’on veut venir ; vide : n’importe lesquelles."""
    duree: int | None = None
    """En minutes, celle du rendez-vous que l’on déplace."""
    ignorer: frozenset[UUID] = frozenset()
    """Des rendez-vous, des tenues ou des occupations que l’on quitte."""
    par_agent: bool = False
    """Vrai : ni délai, ni horizon plus court qu’un an."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Etude:
    """Une recherche prête à calculer : l’objet et les plages sont lus, il reste à lire ce qui occupe."""

    recherche: Recherche
    objet: ObjetRdv
    forme: Forme
    fond: lecture.Fond
    bornes: Bornes
    """Toute l’étendue de la recherche."""

    @classmethod
    def de(
        cls,
        recherche: Recherche,
        *,
        parmi: Collection[UUID] = (),
        sans_delai: bool = False,
        au_dela: timedelta = timedelta(0),
    ) -> "Etude":
        """Lit ce qu’il faut ; lève `Introuvable`.

        `parmi` : ces ressources seulement. `sans_delai` : on garde déjà le créneau. `au_dela` : ce que l’on lit après
        l’horizon, quand la recherche ne dit pas jusqu’où.
        """
        objet = session.get(ObjetRdv, recherche.objet_id)
        if objet is None:
            raise Introuvable
        bornes = _bornes(recherche, objet, sans_delai=sans_delai, au_dela=au_dela)
        forme = lecture.forme_de_l_objet(
            objet,
            modalite=bornes.modalite,
            battement=entier_au(BATTEMENT),
            nombre=recherche.nombre,
            langue=recherche.langue,
            duree=recherche.duree,
        )
        jours = {"du": bornes.premier_jour, "au": bornes.au if au_dela else bornes.dernier_jour}
        fond = (
            lecture.Fond({}, [], [])
            if objet.collectif
            else lecture.fond(objet, forme, lieux_voulus=recherche.lieux, parmi=parmi, **jours)
        )
        return cls(recherche=recherche, objet=objet, forme=forme, fond=fond, bornes=bornes)

    @property
    def premier(self) -> date:
        """Rend le premier jour où l’on peut venir."""
        return self.bornes.premier_jour

    @property
    def dernier(self) -> date:
        """Rend le dernier jour où l’on peut venir."""
        return self.bornes.dernier_jour

    def fenetres(self) -> Iterator[Bornes]:
        """Rend les fenêtres à regarder l’une après l’autre, de plus en plus larges."""
        du, rang = self.premier, 0
        while du <= self.dernier:
            au = min(du + timedelta(days=FENETRES[min(rang, len(FENETRES) - 1)] - 1), self.dernier)
            yield replace(self.bornes, du=du, au=au)
            du, rang = au + timedelta(days=1), rang + 1

    @property
    def lieux(self) -> frozenset[UUID]:
        """Rend les lieux où un créneau est possible."""
        agents = {une.id for une in self.fond.ressources.values() if une.genre == AGENT}
        possibles = {lieu for plage in self.fond.plages if plage.ressource in agents for lieu in lieux_de(plage)}
        possibles |= {une.lieu_id for une in self._seances(self.bornes)}
        return frozenset(possibles & self.recherche.lieux if self.recherche.lieux else possibles)

    def creneaux(self, bornes: Bornes) -> Iterator[Creneau]:
        """Rend les créneaux de cette fenêtre, jour après jour."""
        if self.objet.collectif:
            return self._de_seances(bornes)
        return calcul.creneaux(self.agenda(bornes), self.forme, bornes)

    def premiers(self, bornes: Bornes) -> Mapping[UUID, Creneau]:
        """Rend le premier créneau de chaque lieu dans cette fenêtre."""
        if self.objet.collectif:
            # À rebours : le plus proche reste.
            return {creneau.lieu: creneau for creneau in reversed([*self._de_seances(bornes)])}
        return calcul.premiers(self.agenda(bornes), self.forme, bornes)

    def agenda(self, bornes: Bornes) -> Agenda:
        """Lit ce qui occupe cette fenêtre, en une requête, et rend l’agenda de ses lieux."""
        plages = [une for une in self.fond.plages if self._sert(une, bornes)]
        utiles = {une.ressource for une in plages}
        utiles |= {une.id for une in self.fond.ressources.values() if _est_utile(une, bornes)}
        return Agenda(
            ressources={qui: self.fond.ressources[qui] for qui in utiles},
            plages=plages,
            pris=lecture.pris(
                utiles,
                du=bornes.du,
                au=bornes.au,
                ignorer=self.recherche.ignorer,
                marge=max(self.forme.avant, self.forme.apres),
            ),
            fermetures=self.fond.fermetures,
            hors_calendrier=self.objet.hors_calendrier,
        )

    def agenda_sans_occupation(self) -> Agenda:
        """Rend l’agenda comme si rien n’y était pris."""
        return Agenda(
            ressources=self.fond.ressources,
            plages=self.fond.plages,
            fermetures=self.fond.fermetures,
            hors_calendrier=self.objet.hors_calendrier,
        )

    def _sert(self, plage: Plage, bornes: Bornes) -> bool:
        """Dit si cette plage peut servir dans ces lieux ; un interprète va partout."""
        if not bornes.lieux or self.recherche.langue or plage.lieu in bornes.lieux:
            return True
        return bool(plage.ecarts) and not bornes.lieux.isdisjoint(lieux_de(plage))

    def _seances(self, bornes: Bornes) -> list[lecture.Seance]:
        if not self.objet.collectif:
            return []
        return lecture.seances(
            self.objet,
            lieux_voulus=bornes.lieux,
            nombre=self.recherche.nombre,
            ignorer=self.recherche.ignorer,
            du=bornes.du,
            au=bornes.au,
        )

    def _de_seances(self, bornes: Bornes) -> Iterator[Creneau]:
        """Rend les séances de cette fenêtre où l’on peut venir."""
        for une in self._seances(bornes):
            minute, jour = minute_de(une.debut), horloge.a_paris(une.debut).date()
            tot, tard = bornes.heures(jour)
            if tot <= minute <= tard and bornes.admet_le_jour(jour) and une.modalite == bornes.modalite:
                passage = ((minute, minute_de(une.fin)),)
                yield Creneau(une.lieu_id, bornes.modalite, (passage,), (), une.id, une.places_libres)


def lieux_de(plage: Plage) -> Iterator[UUID]:
    """Rend les lieux où cette plage se tient, un jour au moins."""
    yield plage.lieu
    yield from (ecart.lieu for ecart in plage.ecarts.values() if ecart.lieu is not None)


def _est_utile(ressource: Ressource, bornes: Bornes) -> bool:
    """Dit si cette salle, ou cet équipement, peut servir dans ces lieux."""
    return ressource.genre in DU_LIEU and (not bornes.lieux or ressource.lieu in bornes.lieux)


def _bornes(recherche: Recherche, objet: ObjetRdv, *, sans_delai: bool, au_dela: timedelta) -> Bornes:
    horizon = HORIZON_DES_AGENTS if recherche.par_agent else objet.horizon_jours
    aujourd_hui = horloge.aujourd_hui()
    du = recherche.du or aujourd_hui
    return Bornes(
        maintenant=minute_apres(horloge.maintenant()),
        delai=0 if sans_delai or recherche.par_agent else objet.delai_minutes,
        horizon=horizon,
        du=du,
        au=recherche.au or max(aujourd_hui + timedelta(days=horizon), du) + au_dela,
        modalite=recherche.modalite or objet.modalites[0],
        moment=recherche.moment,
        jours=recherche.jours,
        lieux=recherche.lieux,
        agents=recherche.agents,
        naissance=recherche.naissance,
        age_min=objet.age_min_mois or 0,
        age_max=objet.age_max_mois,
    )
