"""Les régies de recettes : chacune a son numéro de client PayFiP, donné par le comptable public."""

from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portail.paiement.payfip.formes import Saisie
from portail.socle.base import Modele
from portail.socle.colonnes import enumeration


class Regie(Modele):
    """Une régie : ce qu’elle encaisse va au même endroit ; un panier n’en mêle jamais deux."""

    __tablename__ = "regie"
    __table_args__ = (
        CheckConstraint("numcli ~ '^[0-9]{6}$'", name="six_chiffres"),
        CheckConstraint("prefixe ~ '^[A-Z0-9]{2,6}$'", name="court"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(unique=True)
    libelle: Mapped[str]
    numcli: Mapped[str] = mapped_column(unique=True)
    prefixe: Mapped[str] = mapped_column(unique=True)
    """Le début des références envoyées à PayFiP (`refdet`)."""
    mode: Mapped[Saisie] = mapped_column(enumeration(Saisie), default=Saisie.TEST)
    service_code: Mapped[str] = mapped_column(ForeignKey("service.code"))
    est_active: Mapped[bool] = mapped_column(default=True)
