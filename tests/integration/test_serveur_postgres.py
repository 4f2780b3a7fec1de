"""Le PostgreSQL livré : il démarre partout, survit à un arrêt brutal, ne survit pas à qui l’a lancé."""

import os
import signal
import subprocess
import sys
import time
from contextlib import closing

import psutil
import psycopg
import pytest

from portail.config import RACINE
from portail.demonstration.marque import est_chargee, marquer, noter_chargement
from portail.demonstration.postgres import ServeurPostgres
from portail.demonstration.processus import DemarrageImpossible

LANCER_ET_DORMIR = """
import sys, time
from pathlib import Path
from portail.demonstration.postgres import ServeurPostgres
serveur = ServeurPostgres.demarrer(Path(sys.argv[1]), ephemere=False)
print(serveur.fils.processus.pid, flush=True)
time.sleep(3600)
"""


def _lignes(url, requete):
    with closing(psycopg.connect(url, autocommit=True)) as connexion:
        return connexion.execute(requete).fetchall()


def _executer(url, ordre):
    with closing(psycopg.connect(url, autocommit=True)) as connexion:
        connexion.execute(ordre)


def _attendre_la_fin(processus):
    _, vivants = psutil.wait_procs(processus, timeout=900)
    return [un for un in vivants if un.status() != psutil.STATUS_ZOMBIE]


def test_un_serveur_ephemere_sait_tout_faire_puis_disparait(tmp_path):
    dossier = tmp_path / 'un dossier, "au nom" difficile' / ("long" * 20)
    with ServeurPostgres.demarrer(dossier, ephemere=True) as serveur:
        serveur.creer_base("essai")
        _executer(
            serveur.url("essai"), "CREATE EXTENSION btree_gist; CREATE EXTENSION unaccent; CREATE EXTENSION pg_trgm"
        )
        assert _lignes(serveur.url("essai"), "SELECT unaccent('Éléonore'), upper('é')") == [("Eleonore", "É")]
        assert _lignes(serveur.url("essai"), "SHOW fsync") == [("off",)]
        processus = psutil.Process(serveur.fils.processus.pid)
        tous = [processus, *processus.children(recursive=True)]
        lieu = serveur.lieu

    assert _attendre_la_fin(tous) == []
    assert not lieu.exists()
    assert not dossier.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="ne concerne que root")
def test_sous_root_le_serveur_tourne_sous_un_compte_sans_privilege(tmp_path):
    droits_avant = tmp_path.stat().st_mode
    with ServeurPostgres.demarrer(tmp_path / "postgres", ephemere=True) as serveur:
        assert 0 not in psutil.Process(serveur.fils.processus.pid).uids()
    assert tmp_path.stat().st_mode == droits_avant


def test_une_base_se_cree_d_apres_un_modele_et_se_supprime(tmp_path):
    with ServeurPostgres.demarrer(tmp_path / "postgres", ephemere=True) as serveur:
        serveur.creer_base("modele")
        _executer(serveur.url("modele"), "CREATE TABLE t AS SELECT 7 AS n")
        serveur.creer_base("copie", "modele")
        assert _lignes(serveur.url("copie"), "SELECT n FROM t") == [(7,)]

        with closing(psycopg.connect(serveur.url("copie"))):
            serveur.supprimer_base("copie")
        assert not serveur.existe("copie")
        serveur.supprimer_base("copie")


def test_les_donnees_survivent_a_un_arret_brutal(tmp_path):
    dossier = tmp_path / "postgres"
    with ServeurPostgres.demarrer(dossier, ephemere=False) as serveur:
        serveur.creer_base("essai")
        _executer(serveur.url("essai"), "CREATE TABLE t AS SELECT 7 AS n")
        os.kill(serveur.fils.processus.pid, signal.SIGKILL)
        serveur.fils.processus.wait()
    with ServeurPostgres.demarrer(dossier, ephemere=False) as serveur:
        assert _lignes(serveur.url("essai"), "SELECT n FROM t") == [(7,)]
    ServeurPostgres.effacer(dossier)
    with ServeurPostgres.demarrer(dossier, ephemere=True) as serveur:
        assert not serveur.existe("essai")


def test_le_serveur_meurt_avec_qui_l_a_lance_et_repart(tmp_path):
    dossier = tmp_path / "postgres"
    commande = [sys.executable, "-c", LANCER_ET_DORMIR, str(dossier)]
    with subprocess.Popen(commande, cwd=RACINE, stdout=subprocess.PIPE, text=True) as lanceur:
        serveur = psutil.Process(int(lanceur.stdout.readline()))
        tous = [serveur, *serveur.children(recursive=True)]
        lanceur.kill()
    with ServeurPostgres.demarrer(dossier, ephemere=True) as suivant:
        assert _lignes(suivant.url("postgres"), "SELECT 1") == [(1,)]
        assert _attendre_la_fin(tous) == []


def test_un_dossier_ne_sert_qu_a_un_serveur(tmp_path):
    with ServeurPostgres.demarrer(tmp_path / "postgres", ephemere=True) as serveur:
        with pytest.raises(DemarrageImpossible, match="Un autre portail utilise déjà la base"):
            ServeurPostgres.demarrer(tmp_path / "postgres", ephemere=True)
        with pytest.raises(DemarrageImpossible, match="Un autre portail utilise déjà la base"):
            ServeurPostgres.effacer(tmp_path / "postgres")
        assert _lignes(serveur.url("postgres"), "SELECT 1") == [(1,)]


def test_un_port_de_l_environnement_ne_detourne_pas_la_connexion(tmp_path, monkeypatch):
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("PGHOST", "ailleurs.example")
    with ServeurPostgres.demarrer(tmp_path / "postgres", ephemere=True) as serveur:
        assert _lignes(serveur.url("postgres"), "SELECT 1") == [(1,)]


@pytest.fixture
def base_vide(serveur_postgres):
    nom = f"marque_{time.monotonic_ns()}"
    serveur_postgres.creer_base(nom)
    yield serveur_postgres.url(nom)
    serveur_postgres.supprimer_base(nom)


def test_une_base_vide_est_marquee_une_fois_pour_toutes(base_vide):
    marquer(base_vide)
    _executer(base_vide, "CREATE TABLE t (n int)")
    marquer(base_vide)

    assert not est_chargee(base_vide)
    noter_chargement(base_vide)
    assert est_chargee(base_vide)


@pytest.mark.parametrize(
    "contenu", ["CREATE TABLE t (n int)", "CREATE SCHEMA metier CREATE VIEW v AS SELECT 1 AS n", "CREATE SEQUENCE s"]
)
def test_une_base_qui_contient_autre_chose_est_refusee(base_vide, contenu):
    _executer(base_vide, contenu)
    with pytest.raises(DemarrageImpossible, match="ne sont pas celles de la démonstration"):
        marquer(base_vide)
    assert _lignes(base_vide, "SELECT to_regnamespace('demonstration')") == [(None,)]


def test_une_base_injoignable_est_dite_sans_montrer_le_mot_de_passe():
    with pytest.raises(DemarrageImpossible, match="ne répond pas") as refus:
        marquer("postgresql://portail:tres-secret@127.0.0.1:1/portail")
    assert "tres-secret" not in str(refus.value)
