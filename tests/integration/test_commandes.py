"""La ligne de commande d’exploitation."""

import os
import re
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from portail.config import RACINE, Reglages
from portail.dossiers import saisies
from portail.dossiers.models import Document, Dossier
from portail.dossiers.saisies import SaisieGardee
from portail.identite.models import Agent, Role, SessionOuverte, Usager
from portail.parametres import actions as parametres
from portail.socle import base as socle_base
from portail.socle import chiffrement, fichiers, horloge
from portail.socle.base import transaction
from portail.territoire import actions as territoire
from portail.territoire.queries import service_de, services_actifs
from tests.client import ClientExigeant
from tests.entree import agent_ouvert, entrer


@pytest.fixture
def commande(application: Flask, base: Session) -> FlaskCliRunner:
    return application.test_cli_runner()


def test_importer_services_et_parametres_est_rejouable(commande: FlaskCliRunner, tmp_path: Path):
    fichier = tmp_path / "services.csv"
    fichier.write_text("code;nom;adresse;courriel;telephone\njeunesse;Le service;1 rue;a@b.example;02 61 91 00 00\n")

    assert "13 service(s)" in commande.invoke(args=["importer-services"]).output
    assert commande.invoke(args=["importer-services", str(fichier)]).exit_code == 0
    assert service_de("jeunesse").nom == "Le service"
    assert len(services_actifs()) == 13
    assert re.match(r"\d+ valeur", commande.invoke(args=["importer-parametres"]).output)
    assert "0 valeur" in commande.invoke(args=["importer-parametres"]).output


def test_les_services_livres_n_ont_que_des_coordonnees_fictives(base: Session):
    territoire.importer_services()

    for service in services_actifs():
        assert re.fullmatch(r"02 61 91 \d\d \d\d", service.telephone)
        assert service.courriel.endswith(".example")
        assert re.search(r"\b44\d{3} ", service.adresse)


AGENT = ["creer-agent", "--prenom", "Anne", "--nom", "Martin", "--qualite", "instructrice", "--courriel"]


def test_creer_un_agent_avec_ses_roles(commande: FlaskCliRunner, base: Session):
    territoire.importer_services()
    roles = ["--role", "agent_instructeur@jeunesse", "--role", "admin_fonctionnel"]

    resultat = commande.invoke(args=[*AGENT, "Anne.Martin@departement.example", *roles])

    assert resultat.exit_code == 0, resultat.output
    agent = base.scalars(select(Agent)).one()
    assert agent.courriel == "anne.martin@departement.example"
    assert {(h.role.value, h.service_code) for h in agent.habilitations} == {
        ("agent_instructeur", "jeunesse"), ("admin_fonctionnel", None),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("fin", "message"),
    [
        (["a@departement.example", "--role", "chef"], "n’existe pas"),
        (["a@departement.example", "--role", "responsable@lune"], "n’existe pas"),
        (["pas-une-adresse", "--role", "responsable"], "adresse électronique"),
        (["a@departement.example", "--role", "responsable", "--siret", "12345678901234"], "DEPARTEMENT_SIRET"),
    ],
)
def test_un_agent_mal_decrit_est_refuse(commande: FlaskCliRunner, base: Session, fin: list[str], message: str):
    resultat = commande.invoke(args=[*AGENT, *fin])

    assert resultat.exit_code == 2
    assert message in resultat.output
    assert base.scalar(select(func.count()).select_from(Agent)) == 0


def test_deux_agents_ne_partagent_pas_une_adresse(commande: FlaskCliRunner):
    arguments = [*AGENT, "anne@departement.example", "--role", "responsable"]

    assert commande.invoke(args=arguments).exit_code == 0
    doublon = commande.invoke(args=arguments)

    assert doublon.exit_code == 1
    assert "déjà cette adresse" in doublon.output


def test_purger_compte_a_sec_et_n_efface_que_sur_demande(
    commande: FlaskCliRunner, base: Session, client: ClientExigeant
):
    parametres.importer()
    entrer(client, agent_ouvert((Role.ACCUEIL, None)))
    saisies.garder("/mon-espace/dossiers/1", {"nom": "Moreau"})
    saisies.garder("/mon-espace/dossiers/2", {"nom": "Belkacem"})
    hier = datetime.now(UTC) - timedelta(days=1)
    base.execute(update(SessionOuverte).values(expire_le=hier))
    base.execute(update(SaisieGardee).where(SaisieGardee.chemin.endswith("1")).values(expire_le=hier))
    base.commit()

    a_sec = commande.invoke(args=["purger"]).output
    assert re.search(r"\b1 sessions éteintes", a_sec)
    assert re.search(r"\b1 saisies gardées", a_sec)
    assert "Rien n’est effacé" in a_sec
    assert base.scalar(select(func.count()).select_from(SessionOuverte)) == 1

    assert "Effacé." in commande.invoke(args=["purger", "--appliquer"]).output
    assert base.scalar(select(func.count()).select_from(SessionOuverte)) == 0
    assert base.scalars(select(SaisieGardee.chemin)).all() == ["/mon-espace/dossiers/2"]


def lancer(environ: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", *arguments], cwd=RACINE, text=True,
        env=os.environ | environ | {"PYTHONUTF8": "1"}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def test_migrer_en_meme_temps_sur_deux_machines(serveur_postgres, environ: dict[str, str]):
    serveur_postgres.creer_base("a_migrer")
    try:
        ici = environ | {"DATABASE_URL": serveur_postgres.url("a_migrer")}
        deux = [lancer(ici, "migrer") for _ in range(2)]
        sorties = [processus.communicate(timeout=900) for processus in deux]
        assert [processus.returncode for processus in deux] == [0, 0], sorties
        assert all("La base est à jour" in sortie for sortie, _ in sorties)
    finally:
        serveur_postgres.supprimer_base("a_migrer")


def test_une_base_d_une_version_d_essai_est_refusee_sans_y_toucher(serveur_postgres, environ: dict[str, str]):
    serveur_postgres.creer_base("trop_ancienne")
    try:
        url = serveur_postgres.url("trop_ancienne")
        with psycopg.connect(url) as base:
            base.execute("CREATE TABLE alembic_version (version_num text)")
            base.execute("INSERT INTO alembic_version VALUES ('essai')")
        refus = lancer(environ | {"DATABASE_URL": url}, "migrer")
        _, erreurs = refus.communicate(timeout=900)
        assert refus.returncode == 1
        assert "partez d’une base neuve" in erreurs
        assert "Traceback" not in erreurs
        with psycopg.connect(url) as base:
            assert base.execute("SELECT version_num FROM alembic_version").fetchall() == [("essai",)]
            assert base.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (1,)
    finally:
        serveur_postgres.supprimer_base("trop_ancienne")


def test_l_ouvrier_s_arrete_proprement_au_sigterm(base_reelle: str, environ: dict[str, str]):
    ouvrier = lancer(environ, "ouvrier")
    vivants = text("SELECT count(*) FROM procrastinate_workers")
    try:
        limite = time.monotonic() + 900
        while not socle_base.session.scalar(vivants) and time.monotonic() < limite:
            socle_base.fermer_session()
            time.sleep(0.2)
        ouvrier.send_signal(signal.SIGTERM)
        sortie, erreurs = ouvrier.communicate(timeout=900)
    finally:
        ouvrier.kill()

    assert ouvrier.returncode == 0, erreurs
    assert "arrêté proprement" in sortie
    socle_base.fermer_session()
    assert socle_base.session.scalar(vivants) == 0


# ---------- Clés et fichiers ----------


def citer(*depots: fichiers.Depot) -> None:
    """Fait citer ces fichiers par les documents d’un dossier."""
    territoire.importer_services()
    maintenant = horloge.maintenant()
    with transaction():
        dossier = Dossier(
            numero="00000000", demarche="aide-permis", version_demarche=1, service_code="jeunesse", cree_le=maintenant,
            modifie_le=maintenant,
        )  # fmt: skip
        socle_base.session.add(dossier)
        socle_base.session.flush()
        socle_base.session.add_all(
            Document(
                dossier_id=dossier.id, nature=f"essai-{rang}", contenu={}, cle=depot.cle, empreinte=depot.empreinte,
                cree_le=maintenant,
            )
            for rang, depot in enumerate(depots)
        )  # fmt: skip


def test_verifier_les_fichiers_relit_tout_et_nomme_ce_qui_manque(commande: FlaskCliRunner):
    garde, perdu, _seul = (fichiers.deposer(contenu) for contenu in (b"accuse", b"decision", b"que rien ne cite"))
    citer(garde, perdu)

    sain = commande.invoke(args=["verifier-fichiers"])
    fichiers.supprimer(perdu.cle)
    malade = commande.invoke(args=["verifier-fichiers"])

    assert sain.exit_code == 0, sain.output
    assert re.match(r"2 fichier\(s\) relu\(s\), 0 altéré\(s\) ou absent\(s\), [1-9]\d* sans ligne", sain.output)
    assert malade.exit_code == 1
    assert f"document : {perdu.cle}" in malade.output
    assert garde.cle not in malade.output


def test_rechiffrer_dit_quand_l_ancienne_cle_peut_partir(commande: FlaskCliRunner, base: Session, reglages: Reglages):
    with transaction():
        base.add(Usager(cree_le=horloge.maintenant(), identite_declaree={"nom_naissance": "Moreau"}))
    chiffrement.configurer([(7, b"n" * 32), *reglages.cles_chiffrement], reglages.cle_secrete)
    try:
        resultat = commande.invoke(args=["rechiffrer", "--lot", "1"])
    finally:
        chiffrement.configurer(reglages.cles_chiffrement, reglages.cle_secrete)

    assert resultat.exit_code == 0, resultat.output
    assert "Colonnes : 1 valeur(s) réécrite(s)." in resultat.output
    assert "l’ancienne peut être retirée" in resultat.output
