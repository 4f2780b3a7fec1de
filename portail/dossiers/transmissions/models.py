"""Ce qui fut transmis à une autre autorité."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portail.socle.base import Modele
from portail.socle.colonnes import TexteChiffre, instant


class Transmission(Modele):
    """Une demande transmise ; la même ne part qu’une fois."""

    __tablename__ = "transmission"
    __table_args__ = (UniqueConstraint("dossier_id", "code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"))
    code: Mapped[str]
    """Celui que la déclaration lui donne."""
    autorite: Mapped[str] = mapped_column(TexteChiffre("transmission.autorite"))
    adresse: Mapped[str] = mapped_column(TexteChiffre("transmission.adresse"))
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id"))
    transmise_le: Mapped[datetime] = mapped_column(instant())
