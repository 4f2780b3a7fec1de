"""La base de données : modèle commun, session, transaction, verrou.

Les actions ouvrent une transaction, personne d’autre n’écrit ; les requêtes lisent hors de toute transaction : ni BEGIN
ni ROLLBACK, et les instructions préparées survivent (psycopg les oublie à chaque ROLLBACK).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Engine, MetaData, Select, bindparam, create_engine, event, inspect, select
from sqlalchemy.orm import DeclarativeBase, Session, scoped_session, sessionmaker

from portail.socle.erreurs import Introuvable

CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(column_0_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
CONNEXIONS_GARDEES = 8
CONNEXIONS_DE_PLUS = 24
EN_TRANSACTION = "transaction_ouverte"
MEMOIRE = "memoire_de_transaction"


class Modele(DeclarativeBase):
    """Base de toutes les tables."""

    metadata = MetaData(naming_convention=CONVENTION)


M = TypeVar("M", bound=Modele)
_fabrique: sessionmaker[Session] = sessionmaker(expire_on_commit=False)
session: scoped_session[Session] = scoped_session(_fabrique)


class _Reglage:
    moteur: Engine | None = None
    lecture: Engine | None = None
    """Le même moteur, chaque instruction validée à elle seule."""
    connexion_d_essai: Connection | None = None


def configurer(url: str) -> Engine:
    """Branche la session sur cette base PostgreSQL et rend le moteur."""
    adresse = url.replace("postgresql://", "postgresql+psycopg://", 1)
    _Reglage.moteur = create_engine(
        adresse,
        pool_size=CONNEXIONS_GARDEES,
        max_overflow=CONNEXIONS_DE_PLUS,
        pool_pre_ping=False,
        pool_recycle=1800,
        hide_parameters=True,  # une erreur de la base ne doit citer aucune donnée personnelle
        skip_autocommit_rollback=True,
    )
    _Reglage.lecture = _Reglage.moteur.execution_options(isolation_level="AUTOCOMMIT")
    session.remove()
    _fabrique.configure(bind=_Reglage.lecture)
    return _Reglage.moteur


def moteur() -> Engine:
    """Rend le moteur du processus."""
    if _Reglage.moteur is None:
        raise RuntimeError("la base n’est pas configurée")
    return _Reglage.moteur


def _lecture() -> Engine:
    if _Reglage.lecture is None:
        raise RuntimeError("la base n’est pas configurée")
    return _Reglage.lecture


def source() -> object:
    """Rend ce d’où ce processus lit : ce qu’il en garde en mémoire ne vaut plus si elle change (tests)."""
    return _Reglage.connexion_d_essai or _Reglage.moteur


@contextmanager
def a_part(*, seule: bool = False) -> Iterator[Connection]:
    """Ouvre une connexion validée à elle seule, hors de la transaction métier : sessions, débits.

    `seule` : une seule instruction, qui n’a besoin ni de BEGIN ni de COMMIT.
    """
    if _Reglage.connexion_d_essai is not None:
        if not en_transaction():
            # Une seule connexion pour tout le test : sans cela, ce qui s’écrit ici tomberait avec le point de reprise
            # qu’une simple lecture vient d’ouvrir.
            session.commit()
        with _Reglage.connexion_d_essai.begin_nested():
            yield _Reglage.connexion_d_essai
        return
    with _lecture().connect() if seule else moteur().begin() as connexion:
        yield connexion


@contextmanager
def tout_annuler(connexion: Connection) -> Iterator[None]:
    """Fait passer tout le processus par cette connexion, dont l’appelant annulera la transaction (tests)."""
    session.remove()
    _Reglage.connexion_d_essai = connexion
    _fabrique.configure(bind=connexion, join_transaction_mode="create_savepoint")
    try:
        yield
    finally:
        session.remove()
        _Reglage.connexion_d_essai = None
        _fabrique.configure(bind=_Reglage.lecture, join_transaction_mode="conditional_savepoint")


@contextmanager
def transaction() -> Iterator[Session]:
    """Ouvre la transaction d’une action : validée à la sortie, annulée à la première erreur.

    Refuse l’imbrication : une action n’en appelle pas une autre, elles partagent des fonctions privées.
    """
    courante = session()
    if courante.info.get(EN_TRANSACTION):
        raise RuntimeError("une transaction est déjà ouverte : une action n’appelle pas une autre action")
    lecture = courante.bind
    if lecture is _Reglage.lecture:
        courante.commit()  # rend la connexion de lecture
        courante.bind = _Reglage.moteur
    courante.info[EN_TRANSACTION] = True
    try:
        yield courante
        courante.commit()
    except BaseException:
        courante.rollback()
        raise
    finally:
        courante.info[EN_TRANSACTION] = False
        courante.info.pop(MEMOIRE, None)
        courante.bind = lecture


@contextmanager
def photographie() -> Iterator[None]:
    """Lit la base telle qu’elle est à l’entrée, dans une seule transaction : rien n’y bouge le temps d’une relecture.

    Seule façon de lire par lots : un curseur du serveur ne vit que dans une transaction.
    """
    courante = session()
    lecture = courante.bind
    if lecture is not _Reglage.lecture:
        yield
        return
    courante.commit()
    courante.bind = moteur().execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    try:
        yield
    finally:
        courante.commit()
        courante.bind = lecture


@event.listens_for(_fabrique, "before_flush")
def _refuser_hors_transaction(seance: Session, _contexte: object, _objets: object) -> None:
    """Refuse d’écrire hors d’une action : rien ne l’annulerait."""
    if seance.bind is _Reglage.lecture:
        raise RuntimeError("la base s’écrit dans la transaction d’une action")


def en_transaction() -> bool:
    """Vrai si une action est en cours : ce qui doit s’écrire avec elle le vérifie."""
    return bool(session().info.get(EN_TRANSACTION))


def memoire_de_transaction() -> dict[str, Any]:
    """Rend ce que l’on retient jusqu’à la fin de la transaction ; un point de reprise annulé l’efface aussi."""
    memoire: dict[str, Any] = session().info.setdefault(MEMOIRE, {})
    return memoire


@event.listens_for(_fabrique, "after_soft_rollback")
def _oublier(courante: Session, _annulee: object) -> None:
    courante.info.pop(MEMOIRE, None)


def verrouiller(modele: type[M], identifiant: UUID) -> M:
    """Rend la ligne relue et verrouillée jusqu’à la fin de la transaction ; lève `Introuvable`.

    `populate_existing` : sans lui, l’objet déjà en session reviendrait avec ses anciennes valeurs.
    """
    objet: M | None = session.scalars(_verrou(modele), {"identifiant": identifiant}).one_or_none()
    if objet is None:
        raise Introuvable
    return objet


@cache
def _verrou(modele: type[M]) -> Select[M]:
    """Rend la requête qui verrouille une ligne, construite une fois : elle est de chaque écriture."""
    [cle] = inspect(modele).primary_key
    verrou = select(modele).where(cle == bindparam("identifiant")).with_for_update()
    return verrou.execution_options(populate_existing=True)


def fermer_session() -> None:
    """Rend la connexion de ce fil ; ce qui n’a pas été validé est oublié."""
    session.remove()
