"""Ce que tous les tests partagent."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from sqlalchemy.orm import Session

from portail.application import create_app
from portail.config import Reglages, lire_reglages
from portail.socle import base as socle_base
from portail.socle import horloge
from tests.client import ClientExigeant

# Une machine lente n’est pas une propriété fausse : rien n’est jugé sur le temps d’un exemple.
settings.register_profile("portail", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("portail")

pytest_plugins = [
    "tests.base_de_donnees",
    "tests.declarations",
    "tests.fournisseur_oidc",
    "tests.payfip",
    "tests.porteurs",
    "tests.silences",
    "tests.contestations",
    "tests.integration.visas",
]


@pytest.fixture(scope="session")
def environ(url_base: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """L’environnement des tests : la base de cet ouvrier, des dossiers jetables, aucune limite de débit."""
    dossier: Path = tmp_path_factory.mktemp("portail")
    return {
        "PORTAIL_ENV": "test",
        "DATABASE_URL": url_base,
        "FICHIERS_URL": f"file://{dossier}/fichiers",
        "BOITE_ENVOI": f"{dossier}/envois",
        "CACHET_CERTIFICAT": f"{dossier}/cachet/certificat.pem",
        "CACHET_CLE": f"{dossier}/cachet/cle.pem",
        "SMTP_URL": "smtp://127.0.0.1:9",
        "URL_PUBLIQUE": "http://portail.example",
        "LIMITES": "0",
    }


@pytest.fixture(scope="session")
def application(environ: dict[str, str]) -> Flask:
    """L’application, une fois par ouvrier ; elle branche le sol technique sur la base de test."""
    app = create_app(environ)
    app.test_client_class = ClientExigeant
    return app


@pytest.fixture(scope="session")
def reglages(environ: dict[str, str]) -> Reglages:
    """Les réglages des tests."""
    return lire_reglages(environ)


@pytest.fixture
def base(application: Flask) -> Iterator[Session]:
    """La session sur une base née des migrations ; tout ce que le test écrit est annulé."""
    del application
    with socle_base.moteur().connect() as connexion:
        transaction = connexion.begin()
        with socle_base.tout_annuler(connexion):
            yield socle_base.session()
        transaction.rollback()
    horloge.poser_decalage(timedelta())


@pytest.fixture
def base_reelle(application: Flask, environ: dict[str, str]) -> Iterator[str]:
    """L’adresse de la base, pour les essais à plusieurs connexions ; vidée après : ici tout est validé pour de bon."""
    del application
    yield environ["DATABASE_URL"]
    socle_base.session.remove()
    with socle_base.moteur().begin() as connexion:
        connexion.exec_driver_sql("SET LOCAL session_replication_role = replica")
        tables = ", ".join(table.name for table in socle_base.Modele.metadata.sorted_tables)
        connexion.exec_driver_sql(f"TRUNCATE {tables}, procrastinate_jobs CASCADE")
    horloge.poser_decalage(timedelta())


@pytest.fixture
def client(application: Flask, base: Session) -> ClientExigeant:
    """Un navigateur de test qui vérifie le HTML de chaque page reçue."""
    del base
    return application.test_client()  # type: ignore[return-value]
