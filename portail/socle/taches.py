"""Tâches de fond : Procrastinate, file gardée dans PostgreSQL, différée dans la transaction de l’action."""

import asyncio
import functools
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeAlias

import procrastinate
from procrastinate import PsycopgConnector, RetryStrategy, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import JobDeferrer
from procrastinate.manager import JobManager
from procrastinate.periodic import PeriodicRegistry
from procrastinate.tasks import Task
from sqlalchemy import text

from portail.socle import base, decalage

Fonction: TypeAlias = Callable[..., None]
ESSAIS = 8
ATTENTE_SECONDES = 20
_EN_FILE = text(
    "SELECT args ->> :argument FROM procrastinate_jobs WHERE task_name = :nom AND status IN ('todo', 'doing')"
)

file_de_taches = procrastinate.App(connector=SyncPsycopgConnector())
# Diffère par la connexion de l’action, y compris dans un ouvrier, où l’application emploie sa propre liaison.
_differeur = JobManager(SyncPsycopgConnector())


class _Reglage:
    horloge_partagee = False


def configurer(*, horloge_partagee: bool) -> None:
    """Dit si les tâches relisent le décalage d’horloge (démonstration et tests)."""
    _Reglage.horloge_partagee = horloge_partagee


def _enveloppe(fonction: Fonction) -> Fonction:
    @functools.wraps(fonction)
    def executer(*args: Any, **arguments: Any) -> None:  # noqa: ANN401 — arguments de la tâche, JSON
        try:
            if _Reglage.horloge_partagee:
                decalage.rafraichir()
                base.fermer_session()  # pas de transaction ouverte par cette lecture pendant un long travail
            fonction(*args, **arguments)
        finally:
            base.fermer_session()

    return executer


def tache(nom: str, *, priorite: int = 0) -> Callable[[Fonction], Task[..., None, ...]]:
    """Décore une tâche reprise en cas d’échec (huit fois, de plus en plus tard) ; la priorité haute passe avant."""
    reprise = RetryStrategy(max_attempts=ESSAIS, exponential_wait=ATTENTE_SECONDES // 5, wait=ATTENTE_SECONDES)

    def decorer(fonction: Fonction) -> Task[..., None, ...]:
        return file_de_taches.task(name=nom, retry=reprise, priority=priorite)(_enveloppe(fonction))

    return decorer


def periodique(nom: str, cron: str) -> Callable[[Fonction], Fonction]:
    """Décore un balayage périodique (heure UTC) ; le suivant rattrape celui qui a échoué."""

    def decorer(fonction: Fonction) -> Fonction:
        @functools.wraps(fonction)
        def a_l_heure(timestamp: int) -> None:
            del timestamp
            fonction()

        enveloppee = _enveloppe(a_l_heure)
        file_de_taches.periodic(cron=cron)(
            file_de_taches.task(name=nom, queueing_lock=nom, pass_context=False)(enveloppee)
        )
        return fonction

    return decorer


def differer(cible: Task[..., None, ...], **arguments: Any) -> None:  # noqa: ANN401 — arguments JSON
    """Met la tâche en file **dans la transaction courante** : annulée avec elle, elle n’a jamais existé."""
    _mettre_en_file(cible.configure(), arguments)


def differer_par_nom(nom: str, **arguments: Any) -> None:  # noqa: ANN401 — arguments JSON
    """Comme `differer`, pour une tâche de l’étage du dessus, connue par son nom."""
    _mettre_en_file(file_de_taches.configure_task(nom), arguments)


def differer_a_la_suite(suite: str, nom: str, **arguments: Any) -> None:  # noqa: ANN401 — arguments JSON
    """Comme `differer_par_nom` ; les tâches d’une même suite se font l’une après l’autre, dans l’ordre."""
    _mettre_en_file(file_de_taches.configure_task(nom, lock=suite), arguments)


def differer_dans(delai: timedelta, nom: str, **arguments: Any) -> None:  # noqa: ANN401 — arguments JSON
    """Comme `differer_par_nom`, mais la tâche ne part pas avant ce délai, en temps réel."""
    plus_tard = {"seconds": int(delai.total_seconds())}
    _mettre_en_file(file_de_taches.configure_task(nom, schedule_in=plus_tard), arguments)


def _mettre_en_file(preparee: JobDeferrer, arguments: dict[str, Any]) -> None:
    if not base.en_transaction():
        raise RuntimeError("une tâche se diffère dans la transaction d’une action")
    preparee.connection = base.session.connection().connection.driver_connection
    preparee.job_manager = _differeur
    preparee.defer(**arguments)


def en_file(cible: Task[..., None, ...], argument: str) -> set[str]:
    """Rend les valeurs de cet argument dans les tâches qui attendent ou tournent ; le reste est fini ou perdu."""
    lignes = base.session.execute(_EN_FILE, {"nom": cible.name, "argument": argument})
    return set(lignes.scalars())


def declencher_les_balayages() -> None:
    """Met en file chaque balayage périodique, tout de suite : l’horloge vient d’avancer (démonstration)."""
    for balayage in file_de_taches.periodic_registry.periodic_tasks.values():
        try:
            # Un point de reprise : un balayage déjà en file ne défait pas la transaction.
            with base.session.begin_nested():
                differer(balayage.task, timestamp=int(time.time()))
        except AlreadyEnqueued:
            continue


def travailler(url: str, *, concurrence: int = 2, attendre: bool = True) -> None:
    """Prend les tâches jusqu’à l’arrêt ; si `attendre` est faux, vide la file, sans y mettre les balayages échus."""
    liaison = PsycopgConnector(conninfo=url, min_size=1, max_size=concurrence + 1)

    async def boucle() -> None:
        async with file_de_taches.open_async():
            await file_de_taches.run_worker_async(
                concurrency=concurrence, wait=attendre, delete_jobs="successful", install_signal_handlers=attendre
            )

    balayages = file_de_taches.periodic_registry
    if not attendre:
        file_de_taches.periodic_registry = PeriodicRegistry()  # type: ignore[no-untyped-call]
    try:
        # L’application elle-même, et non une copie : les balayages périodiques sont liés à elle.
        with file_de_taches.replace_connector(liaison):
            asyncio.run(boucle())
    finally:
        file_de_taches.periodic_registry = balayages
