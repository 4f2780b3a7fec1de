"""Le lien entre deux demandes d’un même foyer."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portail.socle.base import Modele
from portail.socle.colonnes import instant


class LienDeDossiers(Modele):
    """Deux demandes liées ; chacune ne l’est qu’à une autre. Un brouillon effacé emporte son lien."""

    __tablename__ = "lien_de_dossiers"
    __table_args__ = (CheckConstraint("premier_id <> second_id", name="deux_dossiers"),)

    premier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id", ondelete="CASCADE"), primary_key=True)
    second_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id", ondelete="CASCADE"), unique=True)
    cree_le: Mapped[datetime] = mapped_column(instant())
