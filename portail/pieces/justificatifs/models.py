"""Les documents reçus hors de tout dossier : d’une famille, à une attestation ; d’un office, à une requête."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portail.pieces.models import EtatControle
from portail.socle.base import Modele
from portail.socle.colonnes import TexteChiffre, enumeration, instant


class Justificatif(Modele):
    """Un document reçu, gardé tel quel (chiffré) ; sa version propre est faite par une tâche."""

    __tablename__ = "justificatif"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    usager_id: Mapped[UUID] = mapped_column(ForeignKey("usager.id"), index=True)
    """Qui l’a envoyé."""
    nom: Mapped[str] = mapped_column(TexteChiffre("justificatif.nom"))
    type_mime: Mapped[str]
    taille: Mapped[int]
    empreinte: Mapped[str]
    cle: Mapped[str] = mapped_column(unique=True)
    controle: Mapped[EtatControle] = mapped_column(enumeration(EtatControle), default=EtatControle.A_FAIRE)
    propre_cle: Mapped[str | None]
    propre_empreinte: Mapped[str | None]
    propre_type: Mapped[str | None]
    recu_le: Mapped[datetime] = mapped_column(instant())
