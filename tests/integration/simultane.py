"""Faire plusieurs gestes sur un dossier exactement en même temps, chacun sur sa connexion.

La fenêtre est élargie par la base elle-même : le dossier est verrouillé d’ailleurs jusqu’à ce que chacun attende son
tour. Sans verrou dans l’action, chacun aurait déjà lu l’ancien état, et les deux gestes passeraient.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import LiteralString

import psycopg

from portail.dossiers.models import Dossier
from portail.socle.base import fermer_session
from portail.socle.erreurs import ErreurMetier

PATIENCE_SECONDES = 900
"""De quoi ne pas prendre une machine lente pour une panne."""
EN_ATTENTE = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
Geste = Callable[[], object]


def tenter(geste: Geste) -> object:
    """Fait le geste dans ce fil et rend ce qu’il rend, ou la classe du refus."""
    try:
        return geste()
    except ErreurMetier as refus:
        return type(refus)
    finally:
        fermer_session()


def ensemble(url: str, dossier: Dossier, *gestes: Geste) -> list[object]:
    """Fait les gestes en même temps : tous attendent le dossier, puis passent dans l’ordre donné."""
    return sous_verrou(url, "SELECT 1 FROM dossier WHERE id = %s FOR UPDATE", [dossier.id], *gestes)


def sous_verrou(url: str, pose: LiteralString, valeurs: Sequence[object], *gestes: Geste) -> list[object]:
    """Fait les gestes en même temps : tous attendent ce que la requête `pose` verrouille, puis passent dans l’ordre."""
    fermer_session()
    with (
        ThreadPoolExecutor(len(gestes)) as equipe,
        psycopg.connect(url, autocommit=True) as guetteur,
        psycopg.connect(url) as verrou,
    ):
        verrou.execute(pose, valeurs)
        futurs: list[Future[object]] = []
        for geste in gestes:
            futurs.append(equipe.submit(tenter, geste))
            _attendre(guetteur, len(futurs))
        verrou.rollback()
        return [futur.result(PATIENCE_SECONDES) for futur in futurs]


def _attendre(guetteur: psycopg.Connection, nombre: int) -> None:
    fin = time.monotonic() + PATIENCE_SECONDES
    while guetteur.execute(EN_ATTENTE).fetchone() != (nombre,):
        assert time.monotonic() < fin, f"{nombre} gestes devaient attendre leur tour"
        time.sleep(0.01)
