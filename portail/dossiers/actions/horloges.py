"""Remettre d’accord un dossier et son journal : les échéances se relisent du journal, jamais l’inverse."""

from uuid import UUID

from portail.dossiers.actions.commun import recalculer
from portail.dossiers.models import Dossier
from portail.socle.base import transaction, verrouiller


def reparer_echeances(dossier_id: UUID) -> None:
    """Recopie dans les colonnes ce que dit le journal ; sans effet si elles le disent déjà."""
    with transaction():
        recalculer(verrouiller(Dossier, dossier_id))
