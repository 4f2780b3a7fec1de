"""La démonstration se lance d’une commande, explique ce qui l’empêche, et s’arrête sans rien laisser derrière elle."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager

import psutil
import psycopg
import pytest

from portail.config import RACINE, Environnement
from portail.demonstration.pile import pile_de_demonstration
from portail.demonstration.processus import DemarrageImpossible, ports_libres, repond

ETRANGERES = ("DATABASE_URL", "PORTAIL_", "FRANCECONNECT_", "PROCONNECT_", "NOTAIRES_", "SMTP_", "URL_PUBLIQUE")
DELAI_D_ARRET = 900


def _environ(**reglages):
    """L’environnement courant, sans réglage du portail, plus ceux-ci."""
    return {cle: valeur for cle, valeur in os.environ.items() if not cle.startswith(ETRANGERES)} | reglages


def _commande(dossier, *options):
    return [sys.executable, "-m", "portail.demonstration.lancement", "--dossier", str(dossier), *options]


def _refus(dossier, *options, **reglages):
    """Lance une démonstration qui doit refuser ; rend son code et ce qu’elle dit."""
    essai = subprocess.run(
        _commande(dossier, *options), cwd=RACINE, env=_environ(**reglages), capture_output=True, text=True
    )
    return essai.returncode, essai.stdout + essai.stderr


@contextmanager
def _demonstration(dossier, *options):
    """Une démonstration prête : le processus, son adresse, ses descendants et ce qu’elle a dit."""
    [port] = ports_libres(1)
    commande = _commande(dossier, "--port", str(port), *options)
    with subprocess.Popen(
        commande, cwd=RACINE, env=_environ(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as demo:
        try:
            dit = list(iter(demo.stdout.readline, "prêt\n"))
            assert demo.poll() is None, "".join(dit)
            yield demo, f"http://127.0.0.1:{port}", psutil.Process(demo.pid).children(recursive=True), "".join(dit)
        finally:
            demo.kill()


def _vivants(processus):
    _, restants = psutil.wait_procs(processus, timeout=DELAI_D_ARRET)
    return [un for un in restants if un.status() != psutil.STATUS_ZOMBIE]


@pytest.fixture(scope="module")
def dossier(tmp_path_factory):
    """Un même dossier de données pour tout le fichier : la première démonstration le charge, les autres le trouvent."""
    return tmp_path_factory.mktemp("demonstration")


@pytest.mark.parametrize("demande", [signal.SIGINT, signal.SIGTERM])
def test_elle_repond_et_un_signal_l_arrete_tout_entiere(dossier, demande):
    with _demonstration(dossier) as (demo, url, descendants, dit):
        assert url in dit
        assert "Lina Moreau" in dit
        assert repond(f"{url}/sante/pret")

        demo.send_signal(demande)
        suite, _ = demo.communicate(timeout=DELAI_D_ARRET)
        assert (demo.returncode, suite) == (0, "Tout est arrêté.\n")
        assert _vivants(descendants) == []


def test_deux_ctrl_c_de_suite_ne_laissent_rien_non_plus(dossier):
    with _demonstration(dossier) as (demo, _, descendants, _):
        for _ in range(4):
            demo.send_signal(signal.SIGINT)
            time.sleep(0.02)
        assert demo.wait(DELAI_D_ARRET) == 0
        assert _vivants(descendants) == []


def test_les_donnees_fictives_ne_sont_chargees_qu_une_fois(dossier):
    with _demonstration(dossier) as (_, _, _, dit):
        assert "Chargement des données fictives" not in dit
    with _demonstration(dossier, "--reinitialiser") as (_, _, _, dit):
        assert "Chargement des données fictives" in dit


@pytest.mark.parametrize(
    ("programme", "phrase"),
    [
        ("ouvrier", "L’ouvrier des tâches de fond s’est arrêté"),
        ("granian", "Le serveur web s’est arrêté"),
        ("bin/postgres", "Le serveur PostgreSQL s’est arrêté"),
        ("demonstration.simulateurs", "Le simulateur des services extérieurs s’est arrêté"),
    ],
)
def test_un_processus_qui_meurt_est_nomme_et_le_reste_s_arrete(dossier, programme, phrase):
    with _demonstration(dossier) as (demo, _, descendants, _):
        directs = psutil.Process(demo.pid).children()
        next(un for un in directs if programme in " ".join(un.cmdline())).kill()
        suite, _ = demo.communicate(timeout=DELAI_D_ARRET)
        assert demo.returncode == 1
        assert suite.startswith(phrase)
        assert _vivants(descendants) == []


def test_tuee_net_elle_entraine_ses_processus_et_repart(dossier):
    with _demonstration(dossier) as (demo, _, descendants, _):
        demo.kill()
        demo.wait()
        assert _vivants(descendants) == []
    with _demonstration(dossier) as (_, url, _, _):
        assert repond(f"{url}/sante/pret")


def test_un_port_pris_est_dit_en_une_phrase(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as prise:
        port = prise.getsockname()[1]
        code, dit = _refus(tmp_path, "--port", str(port))
    assert (code, dit) == (1, f"Le port {port} est déjà pris : donnez-en un autre, par exemple --port {port + 10}.\n")


@pytest.mark.parametrize(
    ("options", "code", "debut"),
    [
        (("--port", "0"), 1, "Le port 0 n’existe pas"),
        (("--port", "huit-mille"), 2, "Options non comprises."),
        (("--prot", "8000"), 2, "Options non comprises."),
    ],
)
def test_une_option_fausse_est_dite_en_une_phrase(tmp_path, options, code, debut):
    rendu, dit = _refus(tmp_path, *options)
    assert rendu == code
    assert dit.startswith(debut)
    assert dit.count("\n") == 1


def test_un_environnement_de_production_est_refuse(tmp_path):
    [port] = ports_libres(1)
    code, dit = _refus(tmp_path, "--port", str(port), PORTAIL_ENV="production")
    assert code == 1
    assert "PORTAIL_ENV vaut « production »" in dit


def test_une_base_fournie_qui_sert_deja_n_est_jamais_touchee(tmp_path, serveur_postgres):
    nom = f"etrangere_{time.monotonic_ns()}"
    serveur_postgres.creer_base(nom)
    with closing(psycopg.connect(serveur_postgres.url(nom), autocommit=True)) as connexion:
        connexion.execute("CREATE TABLE dossiers AS SELECT 1 AS numero")
        [port] = ports_libres(1)
        for options in ((), ("--reinitialiser",)):
            code, dit = _refus(tmp_path, "--port", str(port), *options, DATABASE_URL=serveur_postgres.url(nom))
            assert code == 1
            assert "base" in dit
        assert connexion.execute("SELECT relname FROM pg_stat_user_tables").fetchall() == [("dossiers",)]
    serveur_postgres.supprimer_base(nom)


def test_deux_webs_et_deux_ouvriers_tiennent_sur_la_meme_base(tmp_path, serveur_postgres):
    nom = f"pile_{time.monotonic_ns()}"
    serveur_postgres.creer_base(nom)
    fourni = _environ(
        DATABASE_URL=serveur_postgres.url(nom),
        FRANCECONNECT_EMETTEUR="http://127.0.0.1:9/ailleurs",
        PROCONNECT_AUTORISATION_URL="http://127.0.0.1:9/autorisation",
        SMTP_URL="smtp://127.0.0.1:9",
    )
    with pile_de_demonstration(
        tmp_path, environnement=Environnement.TEST, environ=fourni, webs=2, ouvriers=2, charger=False
    ) as pile:
        assert len(set(pile.urls)) == 2
        assert all(repond(f"{url}/sante/pret") for url in pile.urls)
        assert [fils.nom for fils in pile.fils].count("l’ouvrier des tâches de fond") == 2
        descendants = psutil.Process().children(recursive=True)
        processus = {fils.processus.pid for fils in pile.fils}
        posees = pile.environnement
    assert _vivants([un for un in descendants if un.pid in processus]) == []
    serveur_postgres.supprimer_base(nom)

    # Ce qui est fourni l’emporte ; le reste est à nous.
    assert {cle: posees[cle] for cle in fourni} == fourni
    assert posees["PORTAIL_ENV"] == "test"
    assert posees["NOTAIRES_EMETTEUR"].endswith("/notaires")
    assert not {"FRANCECONNECT_CLIENT_ID", "PROCONNECT_EMETTEUR"} & posees.keys()


def test_une_etape_qui_echoue_est_expliquee_et_rien_ne_reste(tmp_path, serveur_postgres):
    nom = f"pile_{time.monotonic_ns()}"
    serveur_postgres.creer_base(nom)
    fourni = _environ(DATABASE_URL=serveur_postgres.url(nom), LIMITES="peut-être")
    avant = set(psutil.Process().children())
    with (
        pytest.raises(DemarrageImpossible, match="La base n’a pas pu être mise à jour"),
        pile_de_demonstration(tmp_path, environ=fourni),
    ):
        pytest.fail("la pile ne devait pas démarrer")
    assert set(psutil.Process().children()) <= avant
    serveur_postgres.supprimer_base(nom)
