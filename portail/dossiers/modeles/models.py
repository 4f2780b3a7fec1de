"""Les modèles de réponse d’un service : ce qu’on écrit souvent, écrit une fois."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portail.socle.base import Modele
from portail.socle.colonnes import instant


class GabaritReponse(Modele):
    """Un texte dont les variables (`{nom}`, `{numero}`…) se remplissent pour chaque dossier."""

    __tablename__ = "gabarit_reponse"
    __table_args__ = (UniqueConstraint("service_code", "titre"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    service_code: Mapped[str] = mapped_column(ForeignKey("service.code"))
    titre: Mapped[str]
    texte: Mapped[str]
    modifie_le: Mapped[datetime] = mapped_column(instant())
