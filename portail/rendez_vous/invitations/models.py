"""Qui est invité à prendre un rendez-vous qui ne se prend pas seul, par qui, et jusqu’à quand."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portail.socle.base import Modele
from portail.socle.colonnes import instant


class Invitation(Modele):
    """Une personne invitée à prendre un rendez-vous, un seul, de cet objet ; son lien est dans `lien_rdv`.

    Le rendez-vous annulé, elle vaut de nouveau jusqu’à son terme.
    """

    __tablename__ = "invitation_rdv"
    __table_args__ = (
        Index(
            "uq_invitation_rdv_en_cours",
            "usager_id",
            "objet_id",
            unique=True,
            postgresql_where=text("revoquee_le IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    usager_id: Mapped[UUID] = mapped_column(ForeignKey("usager.id"))
    objet_id: Mapped[UUID] = mapped_column(ForeignKey("objet_rdv.id"))
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id"))
    """Qui l’a invitée."""
    cree_le: Mapped[datetime] = mapped_column(instant())
    expire_le: Mapped[datetime] = mapped_column(instant(), index=True)
    revoquee_le: Mapped[datetime | None] = mapped_column(instant())
    rdv_id: Mapped[UUID | None] = mapped_column(ForeignKey("rendez_vous.id"), index=True)
    """Le dernier rendez-vous pris avec elle ; pour des jumeaux, le premier des deux."""
