"""Partager les familles entre des processus qui se valent, toutes ensemble ou à mesure que la salle les admet."""

import multiprocessing
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from itertools import repeat
from typing import TypeAlias
from uuid import UUID

import psutil

from portail.inscriptions.ouvertures import salles
from portail.socle import base
from portail.socle.erreurs import ErreurMetier
from tests.charge import commun
from tests.charge.navigateur import ParcoursRompu
from tests.charge.ouverture_donnees import Famille, admises
from tests.charge.ouverture_familles import Etapes
from tests.charge.ouverture_rapport import Issue, Venue
from tests.charge.rendez_vous_reserver import FILS, PREPARER_SECONDES, PROCESSUS

PAS_SECONDES = 0.5
Geste: TypeAlias = Callable[[Famille, Etapes], int]
Comptes: TypeAlias = Sequence[psutil.Process]


def tous_ensemble(comptes: Comptes, familles: Sequence[Famille], geste: Geste, *, en_pages: bool = False) -> Venue:
    """Fait venir toutes ces familles d’un coup ; `en_pages` : le geste est celui d’un navigateur, qui ne compte pas."""
    return _faire_venir(comptes, familles, geste, None, en_pages=en_pages)


def a_mesure_des_admissions(comptes: Comptes, familles: Sequence[Famille], geste: Geste, *, salle_id: UUID) -> Venue:
    """Fait venir chaque famille quand la salle l’admet."""
    return _faire_venir(comptes, familles, geste, salle_id)


def _faire_venir(
    comptes: Comptes, familles: Sequence[Famille], geste: Geste, salle_id: UUID | None, *, en_pages: bool = False
) -> Venue:
    base.fermer_session()
    depart, cpu = time.monotonic() + PREPARER_SECONDES, sum(map(commun.cpu_secondes, comptes))
    lots = [familles[rang::PROCESSUS] for rang in range(PROCESSUS)]
    # Des enfants de ce processus, où tout est déjà chargé : seules leurs connexions sont neuves.
    with ProcessPoolExecutor(PROCESSUS, mp_context=multiprocessing.get_context("fork")) as equipe:
        rendus = list(equipe.map(_servir, lots, repeat(geste), repeat(salle_id), repeat(depart)))
    cpu = sum(map(commun.cpu_secondes, comptes)) - cpu + (0 if en_pages else sum(siens for _issues, siens in rendus))
    return Venue([une for issues, _cpu in rendus for une in issues], cpu * 1000)


def _servir(
    familles: Sequence[Famille], geste: Geste, salle_id: UUID | None, depart: float
) -> tuple[list[Issue], float]:
    """Sert ces familles dans les fils d’un processus ; rend aussi le processeur qu’il y a passé."""
    base.moteur().dispose(close=False)
    cpu = time.process_time()
    time.sleep(max(0.0, depart - time.monotonic()))
    venues: Iterable[Famille] = familles if salle_id is None else _admises_une_a_une(familles, salle_id)
    with ThreadPoolExecutor(FILS) as fils:
        attendues = [fils.submit(_une, une, geste, time.monotonic() - depart, depart) for une in venues]
        return [une.result() for une in attendues], time.process_time() - cpu


def _admises_une_a_une(familles: Sequence[Famille], salle_id: UUID) -> Iterator[Famille]:
    """Rend ces familles à mesure que la salle les admet ; regarder la fait avancer, comme une page rechargée."""
    attendues = {une.usager_id: une for une in familles}
    while attendues:
        salles.avancer(salle_id)
        base.fermer_session()
        for usager_id in admises(salle_id) & attendues.keys():
            yield attendues.pop(usager_id)
        time.sleep(PAS_SECONDES if attendues else 0)


def _une(famille: Famille, geste: Geste, arrivee: float, depart: float) -> Issue:
    etapes, faites, faute = Etapes(), 0, ""
    try:
        faites = geste(famille, etapes)
    except (ErreurMetier, ParcoursRompu, OSError) as erreur:
        faute = type(erreur).__name__
    finally:
        base.fermer_session()
    return Issue(arrivee, time.monotonic() - depart, etapes.durees_ms, faites, faute)
