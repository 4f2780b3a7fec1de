"""La marque de démonstration d’une base : sans elle, une base qui contient quelque chose n’est jamais touchée.

La marque est un schéma vide, invisible aux migrations ; elle suit la base dans ses copies et ses sauvegardes. Son
commentaire dit si les données fictives ont été chargées jusqu’au bout.
"""

from collections.abc import Iterable

import psycopg

from portail.demonstration.processus import DemarrageImpossible

_CHARGEE = "données fictives chargées"
_EST_VIDE = """
    SELECT NOT EXISTS (
        SELECT FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE nspname <> 'information_schema' AND nspname !~ '^pg_'
    )
"""


def marquer(url: str) -> None:
    """Marque une base vide ; lève `DemarrageImpossible` si elle contient autre chose que la démonstration."""
    with _connexion(url) as connexion:
        if not _vrai(connexion, "SELECT to_regnamespace('demonstration') IS NOT NULL"):
            if not _vrai(connexion, _EST_VIDE):
                raise DemarrageImpossible(
                    "La base de DATABASE_URL contient des données qui ne sont pas celles de la démonstration : "
                    "donnez une base vide."
                )
            connexion.execute("CREATE SCHEMA demonstration")


def est_chargee(url: str) -> bool:
    """Vrai si les données fictives ont été chargées jusqu’au bout dans cette base marquée."""
    with _connexion(url) as connexion:
        lue = connexion.execute("SELECT obj_description('demonstration'::regnamespace, 'pg_namespace')").fetchone()
        return lue == (_CHARGEE,)


def noter_chargement(url: str) -> None:
    """Note dans la marque que les données fictives sont toutes là."""
    with _connexion(url) as connexion:
        connexion.execute(f"COMMENT ON SCHEMA demonstration IS '{_CHARGEE}'")


def suivre_les_emetteurs(url: str, emetteurs: Iterable[str]) -> None:
    """Rattache les comptes fictifs aux fournisseurs simulés, dont le port a pu changer depuis le dernier démarrage."""
    with _connexion(url) as connexion:
        for emetteur in emetteurs:
            notres = rf"^http://127\.0\.0\.1:\d+/{emetteur.rpartition('/')[2]}$"
            connexion.execute("UPDATE compte SET emetteur = %s WHERE emetteur ~ %s", [emetteur, notres])


def _connexion(url: str) -> psycopg.Connection:
    try:
        return psycopg.connect(url.replace("postgresql+psycopg:", "postgresql:", 1))
    except psycopg.OperationalError as e:
        raise DemarrageImpossible(f"La base de DATABASE_URL ne répond pas : {str(e).splitlines()[0]}") from e


def _vrai(connexion: psycopg.Connection, requete: str) -> bool:
    ligne = connexion.execute(requete).fetchone()
    return ligne is not None and bool(ligne[0])
