"""Ce qui relie une demande enregistrée au guichet au compte que la personne ouvre plus tard."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portail.socle.base import Modele
from portail.socle.colonnes import instant


class CodeDeRattachement(Modele):
    """Le code écrit sur le récépissé : haché, un seul par dossier, à usage unique."""

    __tablename__ = "code_de_rattachement"

    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    empreinte: Mapped[str] = mapped_column(unique=True)
    emis_le: Mapped[datetime] = mapped_column(instant())
    expire_le: Mapped[datetime] = mapped_column(instant())
    essais: Mapped[int] = mapped_column(default=0)
    """Fois où il fut présenté par une autre identité que celle du dossier."""
    utilise_le: Mapped[datetime | None] = mapped_column(instant())


class DemandeDeRattachement(Modele):
    """Une personne a présenté un code juste sous une identité qui ne concorde pas : un agent tranche."""

    __tablename__ = "demande_de_rattachement"
    __table_args__ = (
        Index(
            "uq_demande_de_rattachement_ouverte",
            "dossier_id",
            "usager_id",
            unique=True,
            postgresql_where=text("tranche_le IS NULL"),
        ),
        CheckConstraint("(tranche_le IS NULL) = (acceptee IS NULL)", name="tranchee"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), index=True)
    usager_id: Mapped[UUID] = mapped_column(ForeignKey("usager.id"), index=True)
    demande_le: Mapped[datetime] = mapped_column(instant())
    acceptee: Mapped[bool | None]
    tranche_le: Mapped[datetime | None] = mapped_column(instant())
    tranche_par_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"))
