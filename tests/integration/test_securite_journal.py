"""Le journal ne se réécrit pas : la base le refuse à tous, et le compte du portail n’a pas de quoi lever ce refus."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import quote
from uuid import uuid4

import psycopg
import pytest
from psycopg import errors
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from portail.config import RACINE
from portail.journal.actions import SYSTEME, consigner
from portail.journal.models import Entree
from tests import fabriques

ECRITURES = (
    "UPDATE journal SET action = 'rien'",
    "DELETE FROM journal",
    "TRUNCATE journal",
    "TRUNCATE journal CASCADE",
    "INSERT INTO journal SELECT * FROM journal ON CONFLICT (id) DO UPDATE SET action = 'rien'",
    "MERGE INTO journal j USING journal k ON j.id = k.id WHEN MATCHED THEN DELETE",
)
CONTOURNEMENTS = (
    *ECRITURES,
    "ALTER TABLE journal DISABLE TRIGGER ALL",
    "DROP TRIGGER journal_ajout_seul ON journal",
    "CREATE OR REPLACE FUNCTION journal_refuser() RETURNS trigger LANGUAGE sql AS ''",
    "DROP TABLE journal",
    "ALTER TABLE journal RENAME TO ancien",
    "SET session_replication_role = replica",
    "UPDATE alembic_version SET version_num = 'x'",
)
SCENARIO = """
from portail.application import create_app
from portail.config import lire_reglages
from portail.journal import ancrage
from portail.socle import base, taches
from tests import fabriques
import os

create_app(os.environ)
fabriques.departement()
agent = fabriques.agent(fabriques.Role.RESPONSABLE)
fabriques.decide(fabriques.usager(), agent)
ancrage.ancrer()
base.fermer_session()
taches.travailler(os.environ["DATABASE_URL"], attendre=False)
print("fait")
"""


@pytest.mark.parametrize("ordre", ECRITURES)
def test_la_base_refuse_de_reecrire_le_journal_meme_a_son_proprietaire(base, ordre):
    consigner("lire", auteur=SYSTEME, objet=("dossier", uuid4()))

    with pytest.raises(DBAPIError, match="ajout seul"), base.begin_nested():
        base.execute(text(ordre))

    assert base.scalars(select(Entree.action)).all() == ["lire"]


@pytest.fixture
def compte_borne(serveur_postgres, base_modele) -> Iterator[str]:
    """L’adresse d’une base neuve, par le compte aux droits que dit la documentation."""
    nom, role = f"droits_{uuid4().hex[:8]}", f"web_{uuid4().hex[:8]}"
    documentation = (RACINE / "docs" / "exploitation.md").read_text(encoding="utf-8")
    [ordres] = re.findall(r"```sql\n(.*?)```", documentation, re.DOTALL)
    serveur_postgres.creer_base(nom, base_modele)
    try:
        with psycopg.connect(serveur_postgres.url(nom), autocommit=True) as proprietaire:
            proprietaire.execute(f"CREATE ROLE {role}")
            proprietaire.execute(ordres.replace("portail_web", role))
        adresse = serveur_postgres.url(nom)
        yield f"{adresse}{'&' if '?' in adresse else '?'}options={quote(f'-c role={role}')}"
    finally:
        serveur_postgres.supprimer_base(nom)
        with serveur_postgres.connexion() as connexion:
            connexion.execute(f"DROP ROLE IF EXISTS {role}")


def test_le_portail_entier_marche_sans_posseder_ses_tables_et_sans_pouvoir_toucher_au_journal(compte_borne, tmp_path):
    essai = subprocess.run(
        [sys.executable, "-c", SCENARIO],
        cwd=RACINE,
        env={
            "PATH": os.environ["PATH"], "PORTAIL_ENV": "test", "DATABASE_URL": compte_borne,
            "FICHIERS_URL": f"file://{tmp_path}", "SMTP_URL": "smtp://127.0.0.1:9",
        },
        capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip
    assert essai.stdout.endswith("fait\n"), essai.stderr

    with psycopg.connect(compte_borne, autocommit=True) as connexion:
        [(faits,)] = connexion.execute("SELECT count(*) FROM journal").fetchall()
        assert faits > 3
        [(abandonnees,)] = connexion.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'"
        ).fetchall()
        assert abandonnees == 0
        for ordre in CONTOURNEMENTS:
            with pytest.raises(errors.InsufficientPrivilege):
                connexion.execute(ordre)
        assert connexion.execute("SELECT count(*) FROM journal").fetchall() == [(faits,)]


def test_le_journal_ne_porte_que_des_codes_et_des_identifiants(base):
    fabriques.departement()
    fabriques.a_completer(fabriques.usager(), fabriques.agent(fabriques.Role.RESPONSABLE))

    ecrit = " ".join(f"{e.action} {e.objet_type} {e.objet_id} {e.details}" for e in base.scalars(select(Entree)))

    for personnel in ("belkacem", "yanis", "lebreton", "claire", ".example", "relevé lisible"):
        assert personnel not in ecrit.lower()
