"""Amener la base au dernier schéma (Alembic nu, réglé dans pyproject.toml)."""

from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine

from portail.config import RACINE
from portail.socle.erreurs import ErreurMetier
from portail.socle.traduction import _

if TYPE_CHECKING:
    from alembic.config import Config


class BaseTropAncienne(ErreurMetier):
    """La base est née d’un schéma initial que cette version ne connaît plus."""

    message = _(
        "Cette base vient d’une version d’essai antérieure, dont le schéma n’est pas repris : "
        "partez d’une base neuve (« python3 -m portail demo --reinitialiser » pour la démonstration)."
    )


def configuration() -> "Config":
    """Rend la configuration d’Alembic."""
    from alembic.config import Config  # noqa: PLC0415 — lourd (12 Mo), inutile au web

    return Config(toml_file=RACINE / "pyproject.toml")


def migrer(moteur: Engine, revision: str = "head") -> None:
    """Applique les migrations jusqu’à `revision` ; sans effet si la base y est déjà.

    Lève `BaseTropAncienne` si la base est à une révision inconnue ; rien n’y est changé.
    """
    from alembic import command  # noqa: PLC0415 — lourd (12 Mo), inutile au web
    from alembic.script import ScriptDirectory  # noqa: PLC0415 — idem

    reglage = configuration()
    connues = {script.revision for script in ScriptDirectory.from_config(reglage).walk_revisions()}
    with moteur.connect() as connexion:
        if not set(_revisions(connexion)) <= connues:
            raise BaseTropAncienne
        reglage.attributes["connexion"] = connexion
        command.upgrade(reglage, revision)
        connexion.commit()


def _revisions(connexion: Connection) -> tuple[str, ...]:
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415 — idem

    return MigrationContext.configure(connexion).get_current_heads()
