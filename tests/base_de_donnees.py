"""Greffon pytest : un serveur PostgreSQL par session, une base par ouvrier xdist, toutes nées des migrations.

Le serveur est celui de `PORTAIL_TEST_PG` (une adresse dont le compte peut créer des bases), sinon le nôtre, jetable.
`DATABASE_URL` n’est jamais lue : les tests ne touchent pas une base qui sert.
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from portail.demonstration.postgres import AccesPostgres, ServeurPostgres
from portail.demonstration.processus import DemarrageImpossible, executer

_CLE = "postgres"
_DOSSIERS = Path(tempfile.gettempdir()) / f"portail-essais-{os.geteuid()}"
_ABANDON_SECONDES = 3600
_VERROU_DU_MODELE = 440_044


@dataclass(frozen=True, slots=True)
class _Session:
    """Le serveur de la session, et le préfixe des bases qu’elle y crée."""

    serveur: AccesPostgres
    prefixe: str

    @property
    def modele(self) -> str:
        return f"{self.prefixe}_modele"


_SESSION = pytest.StashKey[_Session]()


def pytest_configure() -> None:
    """Écarte la base qui sert, dans le contrôleur comme dans les ouvriers."""
    os.environ.pop("DATABASE_URL", None)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:
    """Donne à chaque ouvrier xdist le serveur du contrôleur, qui vit plus longtemps qu’eux."""
    session = _session(node.config)
    node.workerinput[_CLE] = (session.serveur.url("postgres"), session.prefixe)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Efface le modèle, et notre serveur avec ses données ; un ouvrier n’efface que sa base."""
    session = config.stash.get(_SESSION, None)
    if session is None or hasattr(config, "workerinput"):
        return
    if isinstance(session.serveur, ServeurPostgres):
        session.serveur.arreter()
    else:
        session.serveur.supprimer_base(session.modele)


def _session(config: pytest.Config) -> _Session:
    """Rend le serveur et le préfixe de la session, ouverts au premier appel."""
    if _SESSION not in config.stash:
        if hasattr(config, "workerinput"):
            adresse, prefixe = config.workerinput[_CLE]
            serveur = AccesPostgres(adresse)
        else:
            prefixe, fourni = f"essais_{uuid4().hex[:12]}", os.environ.get("PORTAIL_TEST_PG")
            serveur = AccesPostgres(fourni) if fourni else _serveur_jetable()
        config.stash[_SESSION] = _Session(serveur, prefixe)
    return config.stash[_SESSION]


def _serveur_jetable() -> ServeurPostgres:
    _DOSSIERS.mkdir(mode=0o700, exist_ok=True)
    for ancien in _DOSSIERS.iterdir():
        # Une session tuée laisse ses données ; celles d’une session en cours sont verrouillées, ou toutes récentes.
        with suppress(DemarrageImpossible, FileNotFoundError):
            if time.time() - ancien.stat().st_mtime > _ABANDON_SECONDES:
                ServeurPostgres.effacer(ancien)
    try:
        return ServeurPostgres.demarrer(Path(tempfile.mkdtemp(dir=_DOSSIERS)), ephemere=True)
    except DemarrageImpossible as e:
        raise pytest.UsageError(str(e)) from e


@pytest.fixture(scope="session")
def serveur_postgres(pytestconfig: pytest.Config) -> AccesPostgres:
    """Le serveur de la session, où créer d’autres bases."""
    return _session(pytestconfig).serveur


@pytest.fixture(scope="session")
def base_modele(pytestconfig: pytest.Config, serveur_postgres: AccesPostgres) -> str:
    """Le nom de la base née des migrations, une fois par session ; on la clone, on ne s’y connecte pas."""
    modele = _session(pytestconfig).modele
    # Le premier ouvrier migre, les autres attendent : le verrou est dans le serveur qu’ils partagent.
    with closing(serveur_postgres.connexion()) as connexion:
        connexion.execute("SELECT pg_advisory_lock(%s)", [_VERROU_DU_MODELE])
        if not serveur_postgres.existe(modele):
            serveur_postgres.creer_base(modele)
            _migrer(serveur_postgres, modele)
    return modele


def _migrer(serveur: AccesPostgres, nom: str) -> None:
    environnement = {**os.environ, "PORTAIL_ENV": "test", "DATABASE_URL": serveur.url(nom)}
    essai = executer([sys.executable, "-m", "alembic", "upgrade", "head"], environnement=environnement)
    if essai.returncode != 0:
        serveur.supprimer_base(nom)
        pytest.fail(f"Les migrations ne passent pas :\n{essai.stdout}", pytrace=False)


@pytest.fixture(scope="session")
def url_base(serveur_postgres: AccesPostgres, base_modele: str, worker_id: str) -> Iterator[str]:
    """L’adresse de la base de cet ouvrier, copie du modèle."""
    nom = base_modele.replace("modele", worker_id)
    serveur_postgres.creer_base(nom, base_modele)
    yield serveur_postgres.url(nom)
    serveur_postgres.supprimer_base(nom)
