"""L’état de ce dont le portail dépend : ce qui répond, et ce qui attend."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from portail.socle import fichiers
from portail.socle.base import a_part

_BASE = "SELECT 1"
_FILE = "SELECT 1 FROM procrastinate_jobs LIMIT 1"
_COMPTE_TACHES = text(
    """SELECT
      (SELECT count(*) FROM procrastinate_jobs
         WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())) AS en_attente,
      (SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed') AS abandonnees,
      (SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '1 minute') AS ouvriers"""
)


@dataclass(frozen=True, slots=True)
class Sante:
    """Ce qui répond : la base, les fichiers, la file de tâches."""

    base: bool
    fichiers: bool
    taches: bool

    @property
    def pret(self) -> bool:
        """Vrai si l’on peut servir : tout répond."""
        return self.base and self.fichiers and self.taches


@dataclass(frozen=True, slots=True)
class EtatDesTaches:
    """Combien de tâches pourraient partir tout de suite, ont été abandonnées, et combien d’ouvriers travaillent."""

    en_attente: int
    abandonnees: int
    ouvriers: int


def examiner() -> Sante:
    """Rend l’état de chaque dépendance, sans jamais lever d’erreur."""
    return Sante(base=_repond(_BASE), fichiers=fichiers.disponible(), taches=_repond(_FILE))


def etat_des_taches() -> EtatDesTaches:
    """Rend ce que contient la file."""
    with a_part() as connexion:
        ligne = connexion.execute(_COMPTE_TACHES).one()
    return EtatDesTaches(ligne.en_attente, ligne.abandonnees, ligne.ouvriers)


def _repond(requete: str) -> bool:
    try:
        with a_part() as connexion:
            connexion.execute(text(requete))
    except SQLAlchemyError:
        return False
    return True
