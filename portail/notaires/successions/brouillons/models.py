"""Les requêtes commencées : ce qui est écrit et joint survit à une session finie, jusqu’à l’envoi."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portail.pieces.justificatifs.models import Justificatif
from portail.socle.base import Modele
from portail.socle.colonnes import JsonChiffre, instant


class Brouillon(Modele):
    """Une requête commencée. Envoyée, elle n’est plus que la clé de cet envoi : un second clic rend la même requête."""

    __tablename__ = "brouillon_succession"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"), index=True)
    membre_id: Mapped[UUID] = mapped_column(ForeignKey("membre_office.id"))
    reponses: Mapped[dict[str, Any]] = mapped_column(JsonChiffre("brouillon_succession.reponses"), default=dict)
    """Champ → valeur, comme les réponses d’une démarche."""
    acte_id: Mapped[UUID | None] = mapped_column(ForeignKey("justificatif.id"))
    mandat_id: Mapped[UUID | None] = mapped_column(ForeignKey("justificatif.id"))
    modifie_le: Mapped[datetime] = mapped_column(instant(), index=True)
    requete_id: Mapped[UUID | None] = mapped_column(ForeignKey("requete_succession.id", ondelete="CASCADE"))
    rappelee: Mapped[bool] = mapped_column(default=False)
    """Vrai si l’office avait déjà fait cette requête."""
    acte: Mapped[Justificatif | None] = relationship(foreign_keys=[acte_id])
    mandat: Mapped[Justificatif | None] = relationship(foreign_keys=[mandat_id])
