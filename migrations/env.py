"""Environnement d’Alembic : la base et les tables du portail, rien d’autre."""

import os

from alembic import context
from sqlalchemy import create_engine

from portail.socle.colonnes import JsonChiffre, TexteChiffre
from portail.tables import Modele

# Tables de la file de tâches : créées par sa propre bibliothèque, hors de nos modèles.
EXTERNES = "procrastinate_"


def _retenir(nom: str | None, genre: str, parents: object) -> bool:
    del parents
    return not (genre == "table" and nom and nom.startswith(EXTERNES))


def _ecrire_type(genre: str, objet: object, contexte: object) -> str | bool:
    """Écrit une colonne chiffrée comme ce qu’elle est en base : des octets."""
    del contexte
    return "sa.LargeBinary()" if genre == "type" and isinstance(objet, TexteChiffre | JsonChiffre) else False


def migrer() -> None:
    """Applique les migrations à la base `DATABASE_URL`."""
    connexion = context.config.attributes.get("connexion")
    if connexion is None:
        url = os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://", 1)
        with create_engine(url).connect() as neuve:
            _executer(neuve)
            neuve.commit()
    else:
        _executer(connexion)


def _executer(connexion) -> None:  # noqa: ANN001 — connexion SQLAlchemy
    context.configure(
        connection=connexion,
        target_metadata=Modele.metadata,
        include_name=_retenir,
        render_item=_ecrire_type,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


migrer()
