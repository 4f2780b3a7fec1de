"""Ce qu’un dossier fait savoir à chaque changement d’état ; sans dépendre de lui, qui le publie."""

from dataclasses import dataclass
from uuid import UUID

from portail.dossiers.etats import Geste
from portail.journal.actions import Auteur


@dataclass(frozen=True, slots=True)
class GesteFait:
    """Un geste vient de changer l’état d’un dossier."""

    dossier_id: UUID
    geste: Geste
    auteur: Auteur
