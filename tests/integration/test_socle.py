"""Le sol technique, sur un vrai PostgreSQL : transactions, verrous, journal, tâches, débits, horloge."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from psycopg.pq import TransactionStatus
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from portail.identite.models import Usager
from portail.journal.actions import SYSTEME, consigner, inscrire
from portail.journal.models import Entree
from portail.journal.queries import entrees_de
from portail.socle import debits, decalage, horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Introuvable, TropDeDemandes


def nouvel_usager(langue: str = "fr") -> Usager:
    with transaction():
        usager = Usager(cree_le=horloge.maintenant(), langue=langue)
        session.add(usager)
    return usager


def echouer(geste: Callable[[], object]) -> None:
    """Fait le geste dans une transaction, puis échoue."""
    with transaction():
        geste()
        raise Introuvable


# ---------- Transactions et verrous ----------


def test_une_transaction_dans_une_transaction_est_refusee_et_rien_ne_reste(base: Session):
    def imbriquer() -> None:
        with transaction():
            base.add(Usager(cree_le=horloge.maintenant(), langue="fr"))
            with transaction():
                pass

    with pytest.raises(RuntimeError, match="déjà ouverte"):
        imbriquer()

    assert base.scalar(select(func.count()).select_from(Usager)) == 0
    assert nouvel_usager().id


def test_une_erreur_annule_toute_la_transaction(base: Session):
    def se_tromper() -> None:
        with transaction():
            base.add(Usager(cree_le=horloge.maintenant(), langue="fr"))
            base.flush()
            base.execute(text("INSERT INTO usager (id, langue, cree_le) VALUES (gen_random_uuid(), NULL, now())"))

    with pytest.raises(IntegrityError):
        se_tromper()

    assert base.scalar(select(func.count()).select_from(Usager)) == 0


def test_verrouiller_rend_les_valeurs_du_moment_pas_celles_de_la_session(base_reelle: str):
    usager = nouvel_usager()

    with transaction(), psycopg.connect(base_reelle) as autre:
        perime = session.get(Usager, usager.id)
        autre.execute("UPDATE usager SET langue = 'en' WHERE id = %s", [usager.id])
        autre.commit()

        assert perime is not None
        assert perime.langue == "fr"
        assert verrouiller(Usager, usager.id).langue == "en"


def test_verrouiller_tient_la_ligne_jusqu_a_la_fin(base_reelle: str):
    usager = nouvel_usager()
    prendre = "SELECT 1 FROM usager WHERE id = %s FOR UPDATE NOWAIT"

    with psycopg.connect(base_reelle, autocommit=True) as autre:
        with transaction():
            verrouiller(Usager, usager.id)
            with pytest.raises(psycopg.errors.LockNotAvailable):
                autre.execute(prendre, [usager.id])

        assert autre.execute(prendre, [usager.id]).fetchone() == (1,)


def test_verrouiller_ce_qui_n_existe_pas_leve_introuvable(base: Session):
    usager = nouvel_usager()
    with transaction():
        base.delete(usager)

    with pytest.raises(Introuvable), transaction():
        verrouiller(Usager, usager.id)


def test_une_lecture_n_ouvre_pas_de_transaction(base_reelle: str):
    nouvel_usager()

    session.scalars(select(Usager)).one()

    liaison = session.connection().connection.driver_connection
    assert liaison is not None
    assert liaison.info.transaction_status is TransactionStatus.IDLE


def test_une_ecriture_hors_d_une_action_est_refusee(base_reelle: str):
    session.add(Usager(cree_le=horloge.maintenant(), langue="fr"))

    with pytest.raises(RuntimeError, match="transaction"):
        session.flush()

    session.rollback()
    assert session.scalar(select(func.count()).select_from(Usager)) == 0


# ---------- Journal ----------


@pytest.mark.parametrize(
    "ordre",
    ["UPDATE journal SET action = 'rien'", "DELETE FROM journal", "TRUNCATE journal", "TRUNCATE journal CASCADE"],
)
def test_le_journal_est_en_ajout_seul(base: Session, ordre: str):
    consigner("lire_dossier", auteur=SYSTEME, objet=("dossier", "7K4M2P9X"))

    with pytest.raises(DBAPIError, match="ajout seul"), base.begin_nested():
        base.execute(text(ordre))

    [entree] = entrees_de(("dossier", "7K4M2P9X"))
    assert entree.action == "lire_dossier"


def test_le_journal_s_ecrit_dans_une_transaction_et_disparait_avec_elle(base: Session):
    with pytest.raises(RuntimeError, match="transaction"):
        inscrire("deposer", auteur=SYSTEME, objet=("dossier", "1"))

    with pytest.raises(Introuvable):
        echouer(lambda: inscrire("deposer", auteur=SYSTEME, objet=("dossier", "1")))

    assert base.scalar(select(func.count()).select_from(Entree)) == 0


# ---------- Débits ----------


def test_le_debit_est_compte_par_personne_et_par_usage(base: Session, limites: None):
    for _essai in range(3):
        debits.consommer("3/minute", "code", "lina@courriel.example")

    with pytest.raises(TropDeDemandes):
        debits.consommer("3/minute", "code", "lina@courriel.example")
    debits.consommer("3/minute", "code", "yanis@courriel.example")
    debits.consommer("3/minute", "connexion", "lina@courriel.example")


def test_le_compteur_ne_dit_pas_de_qui_il_est(base: Session, limites: None):
    debits.consommer("3/minute", "code", "lina@courriel.example")

    [cle] = base.scalars(select(debits.Debit.cle))

    assert "lina" not in cle


def test_un_compteur_eteint_repart_de_zero(base: Session, limites: None):
    debits.consommer("1/minute", "code", "lina")
    base.execute(text("UPDATE debit SET expire_le = now() - interval '1 second'"))
    base.commit()

    debits.consommer("1/minute", "code", "lina")

    with pytest.raises(TropDeDemandes):
        debits.consommer("1/minute", "code", "lina")


def test_le_debit_tient_quand_tout_arrive_ensemble(base_reelle: str, limites: None):
    def essayer(_rang: int) -> bool:
        try:
            debits.consommer("10/hour", "rafale", "robot")
        except TropDeDemandes:
            return False
        return True

    with ThreadPoolExecutor(8) as equipe:
        admis = list(equipe.map(essayer, range(40)))

    assert admis.count(True) == 10


def test_sans_limites_rien_n_est_compte(base: Session):
    debits.consommer("1/minute", "code", "lina")
    debits.consommer("1/minute", "code", "lina")

    assert base.scalar(select(func.count()).select_from(debits.Debit)) == 0


# ---------- Horloge ----------


def test_le_decalage_passe_d_un_processus_a_l_autre(base: Session):
    avant = horloge.maintenant()
    decalage.avancer(timedelta(days=30))
    decalage.avancer(timedelta(days=2))
    horloge.poser_decalage(timedelta())

    decalage.rafraichir()

    assert timedelta(days=32) <= horloge.maintenant() - avant < timedelta(days=32, minutes=1)


def test_il_n_y_a_qu_un_decalage(base: Session):
    with pytest.raises(IntegrityError), transaction():
        base.add(decalage.DecalageHorloge(id=2, duree=timedelta(days=1)))


@pytest.mark.parametrize(
    ("instant", "jour"),
    [
        (datetime(2026, 6, 30, 21, 59, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 6, 30, 22, 0, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_le_jour_civil_est_celui_de_paris(instant: datetime, jour: date):
    assert horloge.a_paris(instant).date() == jour
