"""La fiche sanitaire : chiffrée, à part de tout le reste, lue du seul directeur de l’activité, effacée à sa fin."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portail.socle.base import Modele
from portail.socle.colonnes import JsonChiffre, instant


class FicheSanitaire(Modele):
    """Ce que les responsables confient au directeur pour la durée de l’activité."""

    __tablename__ = "fiche_sanitaire"
    __table_args__ = (UniqueConstraint("enfant_id", "activite_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    enfant_id: Mapped[UUID] = mapped_column(ForeignKey("enfant.id"))
    activite_id: Mapped[UUID] = mapped_column(ForeignKey("activite.id"), index=True)
    usager_id: Mapped[UUID] = mapped_column(ForeignKey("usager.id"), index=True)
    """Qui l’a écrite en dernier."""
    contenu: Mapped[dict[str, Any]] = mapped_column(JsonChiffre("fiche_sanitaire.contenu"))
    ecrite_le: Mapped[datetime] = mapped_column(instant())
    a_effacer_le: Mapped[date] = mapped_column(index=True)
