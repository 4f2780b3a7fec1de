"""Les notes que les agents s’écrivent sur un dossier : chiffrées, jamais montrées à la personne, effaçables."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portail.socle.base import Modele
from portail.socle.colonnes import TexteChiffre, instant


class NoteInterne(Modele):
    """Une note d’un agent pour ses collègues ; le journal dit qu’elle existe, jamais ce qu’elle dit."""

    __tablename__ = "note_interne"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), index=True)
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id"))
    texte: Mapped[str] = mapped_column(TexteChiffre("note_interne.texte"))
    ecrite_le: Mapped[datetime] = mapped_column(instant(), index=True)
