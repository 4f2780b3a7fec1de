"""Amener la base au dernier schéma (Alembic nu, réglé dans pyproject.toml)."""

from typing import TYPE_CHECKING

from sqlalchemy import Engine

from portail.config import RACINE

if TYPE_CHECKING:
    from alembic.config import Config


def configuration() -> "Config":
    """Rend la configuration d’Alembic."""
    from alembic.config import Config  # noqa: PLC0415 — lourd (12 Mo), inutile au web

    return Config(toml_file=RACINE / "pyproject.toml")


def migrer(moteur: Engine, revision: str = "head") -> None:
    """Applique les migrations jusqu’à `revision` ; sans effet si la base y est déjà."""
    from alembic import command  # noqa: PLC0415 — lourd (12 Mo), inutile au web

    reglage = configuration()
    with moteur.connect() as connexion:
        reglage.attributes["connexion"] = connexion
        command.upgrade(reglage, revision)
        connexion.commit()
