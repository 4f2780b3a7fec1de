"""Les étiquettes d’un service, et les dossiers qui les portent."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portail.socle.base import Modele
from portail.socle.colonnes import instant


class Etiquette(Modele):
    """Un mot du service pour ranger ses dossiers ; il ne sort pas du bureau."""

    __tablename__ = "etiquette"
    __table_args__ = (UniqueConstraint("service_code", "nom"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    service_code: Mapped[str] = mapped_column(ForeignKey("service.code"))
    nom: Mapped[str]


class EtiquetteDossier(Modele):
    """Une étiquette posée sur un dossier."""

    __tablename__ = "etiquette_dossier"

    etiquette_id: Mapped[UUID] = mapped_column(ForeignKey("etiquette.id"), primary_key=True)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), primary_key=True, index=True)
    posee_le: Mapped[datetime] = mapped_column(instant())
