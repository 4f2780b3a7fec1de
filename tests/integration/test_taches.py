"""Les tâches de fond : dans la transaction qui les diffère, reprises, jamais perdues."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from portail.socle import menage, taches
from portail.socle.base import fermer_session, session, transaction
from portail.socle.taches import differer, tache

NOTES: list[str] = []


@tache("essai.noter")
def noter(mot: str) -> None:
    """Note un mot ; échoue sur « panne »."""
    if mot == "panne":
        raise RuntimeError(mot)
    NOTES.append(mot)


@pytest.fixture
def notes() -> Iterator[list[str]]:
    NOTES.clear()
    yield NOTES
    NOTES.clear()


def en_file() -> list[tuple[str, str, int]]:
    requete = "SELECT args ->> 'mot', status::text, attempts FROM procrastinate_jobs WHERE task_name = 'essai.noter'"
    lignes = session.execute(text(f"{requete} ORDER BY id")).all()
    fermer_session()
    return [tuple(ligne) for ligne in lignes]


def test_une_tache_annulee_avec_sa_transaction_n_a_jamais_existe(base_reelle: str, notes: list[str]):
    def se_raviser() -> None:
        with transaction():
            differer(noter, mot="annulée")
            raise KeyError

    with pytest.raises(KeyError):
        se_raviser()
    with transaction():
        differer(noter, mot="gardée")

    assert en_file() == [("gardée", "todo", 0)]
    taches.travailler(base_reelle, attendre=False)
    assert notes == ["gardée"]
    assert en_file() == []


def test_une_tache_ne_se_differe_pas_hors_d_une_transaction(base: Session):
    with pytest.raises(RuntimeError, match="transaction"):
        differer(noter, mot="perdue")


def test_une_tache_qui_echoue_est_reprise_plus_tard(base_reelle: str, notes: list[str]):
    with transaction():
        differer(noter, mot="panne")

    taches.travailler(base_reelle, attendre=False)

    assert en_file() == [("panne", "todo", 1)]


@pytest.mark.parametrize(
    ("essais", "vu_il_y_a", "verrou", "attendu"),
    [
        (0, None, None, ("todo", 1)),
        (2, timedelta(minutes=2), None, ("todo", 3)),
        (0, timedelta(seconds=5), None, ("doing", 0)),
        (taches.ESSAIS, None, None, ("failed", taches.ESSAIS)),
        (0, None, "balayage", ("failed", 0)),
    ],
    ids=["ouvrier-effacé", "ouvrier-muet", "ouvrier-vivant", "tâche-qui-tue", "balayage"],
)
def test_la_tache_d_un_ouvrier_disparu_est_reprise(base: Session, essais, vu_il_y_a, verrou, attendu):
    ouvrier = None
    if vu_il_y_a is not None:
        signe = text("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (:vu) RETURNING id")
        ouvrier = base.scalar(signe, {"vu": datetime.now(UTC) - vu_il_y_a})
    prise = text(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, status, attempts, worker_id, queueing_lock)"
        " VALUES ('default', 'essai.noter', 'doing', :essais, :ouvrier, :verrou) RETURNING id"
    )
    identifiant = base.scalar(prise, {"essais": essais, "ouvrier": ouvrier, "verrou": verrou})
    base.commit()

    menage.reprendre_les_taches_perdues()

    lue = base.execute(
        text("SELECT status::text, attempts FROM procrastinate_jobs WHERE id = :id"), {"id": identifiant}
    )
    assert tuple(lue.one()) == attendu
