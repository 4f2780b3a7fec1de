"""Ce qui se lit des notes internes : par les agents du dossier seulement."""

from collections.abc import Sequence

from sqlalchemy import select

from portail.dossiers.habilitations import peut_instruire
from portail.dossiers.models import Dossier
from portail.identite.models import Agent
from portail.instruction.notes.models import NoteInterne
from portail.socle.base import session


def notes_du_dossier(agent: Agent, dossier: Dossier) -> Sequence[NoteInterne]:
    """Rend les notes d’un dossier, la plus récente d’abord ; aucune pour qui ne l’instruit pas."""
    if not peut_instruire(agent, dossier):
        return []
    siennes = select(NoteInterne).where(NoteInterne.dossier_id == dossier.id)
    return session.scalars(siennes.order_by(NoteInterne.ecrite_le.desc(), NoteInterne.id)).all()
