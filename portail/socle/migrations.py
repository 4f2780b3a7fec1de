"""Amener la base au dernier schéma (Alembic nu, réglé dans pyproject.toml)."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from portail.config import RACINE


def configuration() -> Config:
    """Rend la configuration d’Alembic."""
    return Config(toml_file=RACINE / "pyproject.toml")


def migrer(moteur: Engine, revision: str = "head") -> None:
    """Applique les migrations jusqu’à `revision` ; sans effet si la base y est déjà."""
    reglage = configuration()
    with moteur.connect() as connexion:
        reglage.attributes["connexion"] = connexion
        command.upgrade(reglage, revision)
        connexion.commit()
