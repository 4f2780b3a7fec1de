"""Ce qui fut signalé, pour ne le signaler qu’une fois."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portail.socle.base import Modele
from portail.socle.colonnes import instant


class AlerteEcheance(Modele):
    """Une échéance signalée à l’approche d’un seuil : une fois par adresse, par seuil et par date."""

    __tablename__ = "alerte_echeance"
    __table_args__ = (UniqueConstraint("dossier_id", "horloge", "date_echeance", "seuil_jours", "destinataire"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"))
    horloge: Mapped[str]
    date_echeance: Mapped[date]
    seuil_jours: Mapped[int]
    destinataire: Mapped[str]
    """Adresse de l’agent ou du service."""
    alerte_le: Mapped[datetime] = mapped_column(instant())
