"""Pourquoi aucun créneau ? Les règles s’ajoutent une à une ; chacune dit combien de débuts elle retire.

On part de ce qui serait possible si rien n’empêchait rien, et l’on finit par ce qui est libre. Les causes sortent dans
cet ordre : d’abord ce qui ne dépend que de l’organisation, ensuite ce qui dépend du jour, enfin ce qui est pris.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from portail.rendez_vous.creneaux import calcul, lecture
from portail.rendez_vous.creneaux.agenda import Agenda, Pris
from portail.rendez_vous.creneaux.causes import Cause, Code
from portail.rendez_vous.creneaux.etude import Etude, Recherche
from portail.rendez_vous.creneaux.formes import Forme
from portail.rendez_vous.creneaux.souhaits import Bornes
from portail.rendez_vous.lieux.queries import lieux_par_id, secteur_de_l_adresse
from portail.rendez_vous.objets.models import QuiReserve
from portail.rendez_vous.occupations.models import Origine

AU_DELA = timedelta(days=28)
"""Ce que l’on regarde après l’horizon, pour dire s’il faut attendre."""
SANS_HORIZON = 10_000
ABSENCES = frozenset({Origine.ABSENCE})
AUTRES_AGENDAS = ABSENCES | {Origine.EXTERNE, Origine.VISITE}
RIEN_DE_PRIS: Mapping[UUID, Pris] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Essai:
    """L’agenda, la forme et les bornes tels qu’ils seraient sans les règles qui restent à ajouter."""

    agenda: Agenda
    forme: Forme
    bornes: Bornes

    @property
    def nombre(self) -> int:
        """Rend le nombre de débuts possibles."""
        return sum(1 for _creneau in calcul.creneaux(self.agenda, self.forme, self.bornes))


Regle = tuple[Code, Callable[[Essai], Essai], Mapping[str, object]]


def pourquoi(recherche: Recherche, *, code_insee: str = "") -> Sequence[Cause]:
    """Rend les causes, dans l’ordre ; la dernière dit ce qui reste libre, s’il reste quelque chose.

    `code_insee` : la commune de la personne, pour dire de quel lieu elle dépend. Lève `Introuvable`.
    """
    etude = Etude.de(recherche, au_dela=AU_DELA)
    return [*_d_abord(etude, code_insee), *_des_seances(etude), *_des_creneaux(etude)]


def _d_abord(etude: Etude, code_insee: str) -> Iterator[Cause]:
    """Rend ce qui se sait sans rien calculer."""
    objet = etude.objet
    if not objet.ouvert:
        yield Cause(Code.OBJET_FERME)
    elif objet.qui_reserve is not QuiReserve.TOUS and not etude.recherche.par_agent:
        yield Cause(Code.PAS_EN_LIGNE)
    if etude.bornes.modalite not in objet.modalites:
        yield Cause(Code.AUTRE_MODALITE)
    yield from _des_lieux(etude, code_insee if objet.sectorise else "")


def _des_lieux(etude: Etude, code_insee: str) -> Iterator[Cause]:
    connus = lieux_par_id(etude.recherche.lieux)
    fermes = (lieu for lieu in connus.values() if not lieu.est_actif)
    yield from (Cause(Code.LIEU_FERME, valeurs={"lieu": lieu.nom}) for lieu in fermes)
    secteur = secteur_de_l_adresse(code_insee) if code_insee and connus else None
    if secteur is not None and secteur.lieu.id not in connus:
        yield Cause(Code.HORS_SECTEUR, valeurs={"lieu": secteur.lieu.nom})


def _des_seances(etude: Etude) -> Iterator[Cause]:
    if etude.objet.collectif:
        sans_borne = replace(etude.bornes, delai=0, horizon=SANS_HORIZON)
        toutes = replace(etude, bornes=sans_borne, recherche=replace(etude.recherche, nombre=0))
        libres = sum(1 for _seance in etude.creneaux(etude.bornes))
        prevues = sum(1 for _seance in toutes.creneaux(toutes.bornes))
        if libres or prevues:
            yield Cause(Code.LIBRE, libres) if libres else Cause(Code.SEANCES, prevues)
        else:
            yield Cause(Code.SANS_PLAGE)


def _des_creneaux(etude: Etude) -> Iterator[Cause]:
    if etude.objet.collectif:
        return
    essai = _sans_rien(etude)
    reste = essai.nombre
    if not reste:
        yield from _rien_de_possible(essai)
        return
    for code, ajouter, valeurs in _regles(etude):
        essai = ajouter(essai)
        perdus, reste = reste - essai.nombre, essai.nombre
        if perdus > 0:
            yield Cause(code, perdus, valeurs)
    if reste:
        yield Cause(Code.LIBRE, reste)


def _sans_rien(etude: Etude) -> Essai:
    """Rend ce qui serait possible si rien n’empêchait rien : les plages seules."""
    plages = [une._replace(ecarts={}) for une in etude.fond.plages]
    agenda = Agenda(ressources=etude.fond.ressources, plages=plages, hors_calendrier=True)
    bornes = replace(
        etude.bornes, delai=0, horizon=SANS_HORIZON, naissance=None, moment=None, jours=frozenset(), agents=frozenset()
    )
    return Essai(agenda=agenda, forme=etude.forme, bornes=bornes)


def _rien_de_possible(essai: Essai) -> Iterator[Cause]:
    """Dit si personne ne reçoit, ou si quelqu’un manque à la réunion."""
    meneur = essai.forme.meneur
    seul = replace(essai.forme, etapes=((meneur,),), continus=(), passages=1) if meneur else None
    possibles = replace(essai, forme=seul).nombre if seul else 0
    if not possibles:
        yield Cause(Code.SANS_PLAGE)
        return
    manquants = [besoin for besoin in essai.forme.besoins if not calcul.eligibles(essai.agenda, besoin)]
    for besoin in manquants:
        yield Cause(Code.MANQUE, valeurs={"quoi": besoin.competence or besoin.langue, "genre": besoin.genre})
    if not manquants:
        yield Cause(Code.JAMAIS_ENSEMBLE, possibles)


def _regles(etude: Etude) -> Iterator[Regle]:
    """Rend les règles, dans l’ordre où elles s’ajoutent."""
    voulues, agenda = etude.bornes, etude.agenda_sans_occupation()
    limite = {"jour": voulues.fin_de_l_horizon}
    yield Code.EXCEPTION, lambda e: _agenda(e, plages=agenda.plages), {}
    yield Code.FERIE, lambda e: _agenda(e, hors_calendrier=agenda.hors_calendrier), {}
    yield Code.FERMETURE, lambda e: _agenda(e, fermetures=agenda.fermetures), {}
    yield Code.AGE, lambda e: _bornes(e, naissance=voulues.naissance), {}
    yield Code.DELAI, lambda e: _bornes(e, delai=voulues.delai), {"minutes": voulues.delai}
    yield Code.HORIZON, lambda e: _bornes(e, horizon=voulues.horizon), limite
    yield Code.PREFERENCES, lambda e: _bornes(e, moment=voulues.moment, jours=voulues.jours), {}
    yield Code.REFERENT, lambda e: _bornes(e, agents=voulues.agents), {}
    yield Code.ABSENCE, lambda e: _agenda(e, pris=_pris(etude, ABSENCES)), {}
    yield Code.AUTRE_AGENDA, lambda e: _agenda(e, pris=_pris(etude, AUTRES_AGENDAS)), {}
    yield Code.COMPLET, lambda e: _agenda(e, pris=_pris(etude, frozenset(Origine))), {}


def _agenda(essai: Essai, **change: object) -> Essai:
    return replace(essai, agenda=replace(essai.agenda, **change))  # type: ignore[arg-type] # chaque règle dit son champ


def _bornes(essai: Essai, **change: object) -> Essai:
    return replace(essai, bornes=replace(essai.bornes, **change))  # type: ignore[arg-type] # chaque règle dit son champ


def _pris(etude: Etude, origines: Collection[Origine]) -> Mapping[UUID, Pris]:
    return lecture.pris(
        etude.fond.ressources,
        du=etude.premier,
        au=etude.bornes.au,
        ignorer=etude.recherche.ignorer,
        origines=origines,
    )
