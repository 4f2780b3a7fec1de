"""Les créneaux d’un agenda : une fonction pure, de l’agenda, de la forme et des bornes vers des débuts possibles.

Chaque jour, chaque lieu, en un passage : la grille part du début de chaque plage du premier agent ; à chaque pas, on
cherche qui peut tenir chaque besoin. Un début n’est rendu qu’une fois, avec toutes les ressources candidates.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from heapq import merge
from itertools import groupby, repeat
from operator import itemgetter
from uuid import UUID

from portail.rendez_vous.creneaux.agenda import Agenda, Intervalle, Occurrence, Ressource
from portail.rendez_vous.creneaux.assemblage import Creneau, distinctes
from portail.rendez_vous.creneaux.formes import DU_LIEU, INTERPRETE, Besoin, Forme
from portail.rendez_vous.creneaux.instants import minute_a_paris
from portail.rendez_vous.creneaux.souhaits import Bornes

ATTENTES = 5
"""Entre deux étapes, on essaie d’attendre par pas de cinq minutes."""
Etapes = tuple[Intervalle, ...]
Candidats = tuple[tuple[UUID, ...], ...]
ParLieu = Mapping[UUID | None, Mapping[date, Sequence[Occurrence]]]
_LE_DEBUT = itemgetter(0)


def creneaux(agenda: Agenda, forme: Forme, bornes: Bornes) -> Iterator[Creneau]:
    """Rend tous les créneaux, jour après jour ; dans un même lieu, du plus proche au plus lointain."""
    for jour in _jours(agenda, forme, bornes):
        yield from jour.creneaux()


def premiers(agenda: Agenda, forme: Forme, bornes: Bornes) -> Mapping[UUID, Creneau]:
    """Rend le premier créneau de chaque lieu qui en a un."""
    trouves: dict[UUID, Creneau] = {}
    for jour in _jours(agenda, forme, bornes):
        premier = None if jour.lieu in trouves else next(jour.creneaux(), None)
        if premier is not None:
            trouves[jour.lieu] = premier
    return trouves


def eligibles(agenda: Agenda, besoin: Besoin) -> frozenset[UUID]:
    """Rend les ressources qui conviennent à ce besoin."""
    return frozenset(une.id for une in agenda.ressources.values() if convient(une, besoin))


def convient(ressource: Ressource, besoin: Besoin) -> bool:
    """Dit si la ressource est de ce genre, avec la compétence et la langue voulues."""
    return (
        ressource.genre == besoin.genre
        and (not besoin.competence or besoin.competence in ressource.competences)
        and (not besoin.langue or besoin.langue in ressource.langues)
    )


def _jours(agenda: Agenda, forme: Forme, bornes: Bornes) -> Iterator["JourDeLieu"]:
    """Rend, dans l’ordre, chaque jour de chaque lieu où le premier agent a une plage."""
    meneur = forme.meneur
    if meneur is None:
        return
    conviennent = {besoin: eligibles(agenda, besoin) for besoin in forme.besoins}
    meneurs = conviennent[meneur] & (bornes.agents or conviennent[meneur])
    par_lieu = _par_lieu(agenda, bornes)
    menes = [
        (jour, lieu)
        for lieu, par_jour in par_lieu.items()
        if lieu is not None and (not bornes.lieux or lieu in bornes.lieux)
        for jour, occurrences in par_jour.items()
        if bornes.admet_le_jour(jour) and any(une.ressource in meneurs for une in occurrences)
    ]
    partout = par_lieu.get(None, {})
    for jour, lieu in sorted(menes):
        presents = [*par_lieu[lieu][jour], *partout.get(jour, ())]
        yield JourDeLieu(agenda, forme, bornes, conviennent, meneurs, jour, lieu, presents)


def _par_lieu(agenda: Agenda, bornes: Bornes) -> ParLieu:
    """Range les occurrences par lieu et par jour ; sans lieu, celles des interprètes qui vont partout."""
    par_lieu: dict[UUID | None, dict[date, list[Occurrence]]] = defaultdict(lambda: defaultdict(list))
    partout = {une.id for une in agenda.ressources.values() if une.genre == INTERPRETE and une.lieu is None}
    fenetre = {"du": bornes.premier_jour, "au": bornes.dernier_jour}
    for une in agenda.occurrences(**fenetre, modalite=bornes.modalite):
        ou = None if partout and une.ressource in partout else une.lieu
        par_lieu[ou][une.jour].append(une)
    return par_lieu


class JourDeLieu:
    """Un jour dans un lieu : qui peut tenir quoi, et quand."""

    def __init__(
        self,
        agenda: Agenda,
        forme: Forme,
        bornes: Bornes,
        conviennent: Mapping[Besoin, frozenset[UUID]],
        meneurs: frozenset[UUID],
        jour: date,
        lieu: UUID,
        presents: Sequence[Occurrence],
    ) -> None:
        self.lieu = lieu
        self._agenda, self._forme, self._bornes = agenda, forme, bornes
        self._conviennent, self._meneurs = conviennent, meneurs
        self._rang_du_meneur = forme.rang_du_meneur
        self._heures = bornes.heures(jour)
        self._journee = (minute_a_paris(jour, time.min), minute_a_paris(jour, time.max))
        self._presents = presents
        self._debuts: dict[Besoin, Mapping[UUID, Sequence[Intervalle]]] = {}

    def creneaux(self) -> Iterator[Creneau]:
        """Rend les créneaux de ce jour dans ce lieu, dans l’ordre."""
        est_simple = self._forme.est_simple
        for debut, meneurs in self._grille():
            if est_simple:
                etapes: tuple[Etapes, ...] = (((debut, debut + self._forme.etapes[0][0].duree),),)
                yield Creneau(self.lieu, self._bornes.modalite, etapes, (tuple(sorted(meneurs)),))
                continue
            trouve = next(self._assembles(debut, meneurs), None)
            if trouve is not None:
                yield trouve

    def _grille(self) -> Iterator[tuple[int, set[UUID]]]:
        """Rend, dans l’ordre, chaque début possible et les premiers agents sur la grille de qui il tombe.

        Au fur et à mesure : qui ne veut que le premier ne calcule pas les autres.
        """
        duree = self._forme.besoins[self._rang_du_meneur].duree
        menees = [une for une in self._presents if une.ressource in self._meneurs]
        debuts = merge(*(zip(self._pas(une, duree), repeat(une.ressource)) for une in menees), key=_LE_DEBUT)
        for debut, ensemble in groupby(debuts, key=_LE_DEBUT):
            yield debut, {ressource for _debut, ressource in ensemble}

    def _pas(self, une: Occurrence, duree: int) -> Iterator[int]:
        pas, (tot, tard) = self._forme.pas, self._heures
        for premier, dernier in self._possibles(une.ressource, (une.debut, une.fin), duree):
            depuis = max(premier, tot)
            depuis += (une.debut - depuis) % pas
            yield from range(depuis, min(dernier, tard) + 1, pas)

    def _possibles(self, ressource: UUID, ouverture: Intervalle, duree: int) -> Iterator[Intervalle]:
        pris = self._agenda.pris_de(ressource)
        return pris.debuts_possibles(ouverture, duree, avant=self._forme.avant, apres=self._forme.apres)

    def _assembles(self, debut: int, meneurs: set[UUID]) -> Iterator[Creneau]:
        """Rend les façons de tout réunir à partir de ce début, la moins longue attente d’abord."""
        for passages, candidats in self._passages(debut, self._forme.passages):
            rang = self._rang_du_meneur
            retenus = (*candidats[:rang], tuple(r for r in candidats[rang] if r in meneurs), *candidats[rang + 1 :])
            if next(distinctes(retenus), None) is not None:
                yield Creneau(self.lieu, self._bornes.modalite, passages, retenus)

    def _passages(self, debut: int, nombre: int) -> Iterator[tuple[tuple[Etapes, ...], Candidats]]:
        """Rend les suites de passages, et qui peut les tenir tous."""
        for etapes, candidats in self._etapes(debut, 0):
            fin = etapes[-1][1]
            continus = tuple(self._de_bout_en_bout(besoin, debut, fin) for besoin in self._forme.continus)
            reunis = (*candidats, *continus)
            if not all(reunis):
                continue
            if nombre == 1:
                yield (etapes,), reunis
                continue
            for suite, suivants in self._passages(fin + self._forme.entre_passages, nombre - 1):
                yield (etapes, *suite), tuple(_communs(*paire) for paire in zip(reunis, suivants, strict=True))

    def _etapes(self, debut: int, rang: int) -> Iterator[tuple[Etapes, Candidats]]:
        """Rend les suites d’étapes possibles à partir de celle-ci."""
        etape = self._forme.etapes[rang]
        candidats = tuple(self._libres(besoin, debut) for besoin in etape)
        if not all(candidats):
            return
        ici = (debut, debut + max(besoin.duree for besoin in etape))
        if rang == len(self._forme.etapes) - 1:
            yield (ici,), candidats
            return
        for attente in range(0, self._forme.battement + 1, ATTENTES):
            for suite, suivants in self._etapes(ici[1] + attente, rang + 1):
                yield (ici, *suite), (*candidats, *suivants)

    def _libres(self, besoin: Besoin, debut: int) -> tuple[UUID, ...]:
        """Rend qui peut tenir ce besoin à partir de ce début."""
        if besoin not in self._debuts:
            self._debuts[besoin] = self._debuts_de(besoin)
        return tuple(
            ressource
            for ressource, intervalles in self._debuts[besoin].items()
            if any(premier <= debut <= dernier for premier, dernier in intervalles)
        )

    def _debuts_de(self, besoin: Besoin) -> Mapping[UUID, Sequence[Intervalle]]:
        debuts: dict[UUID, list[Intervalle]] = {}
        for ressource, ouverture in self._ouvertures(besoin):
            possibles = self._possibles(ressource, ouverture, besoin.duree)
            debuts.setdefault(ressource, []).extend(possibles)
        return debuts

    def _ouvertures(self, besoin: Besoin) -> Iterator[tuple[UUID, Intervalle]]:
        """Rend qui convient, et quand : dans ses plages, ou toute la journée pour ce qui est du lieu."""
        conviennent = self._conviennent[besoin]
        if besoin.genre in DU_LIEU:
            ici = (r for r in sorted(conviennent) if self._agenda.ressources[r].lieu == self.lieu)
            return ((ressource, self._journee) for ressource in ici)
        return ((une.ressource, (une.debut, une.fin)) for une in self._presents if une.ressource in conviennent)

    def _de_bout_en_bout(self, besoin: Besoin, debut: int, fin: int) -> tuple[UUID, ...]:
        """Rend qui peut rester de ce début à cette fin."""
        occupe = (debut - self._forme.avant, fin + self._forme.apres)
        ouverts = {r for r, (ouvre, ferme) in self._ouvertures(besoin) if ouvre <= debut and fin <= ferme}
        return tuple(r for r in sorted(ouverts) if self._agenda.pris_de(r).est_libre(*occupe))


def _communs(premiers: Sequence[UUID], seconds: Sequence[UUID]) -> tuple[UUID, ...]:
    return tuple(ressource for ressource in premiers if ressource in seconds)
