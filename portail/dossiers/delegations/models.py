"""Les délégations de signature : qui signe quoi, de quand à quand, en vertu de quel arrêté."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portail.dossiers.etats import NatureDecision
from portail.socle.base import Modele
from portail.socle.colonnes import instant


class Delegation(Modele):
    """Ce qu’un agent peut signer dans un service, du premier au dernier jour compris.

    Sans démarche ni nature, toutes ; sans plafond, tout montant ; sans fin, jusqu’à nouvel acte.
    """

    __tablename__ = "delegation"
    __table_args__ = (
        CheckConstraint("fin IS NULL OR fin >= debut", name="periode"),
        CheckConstraint("plafond IS NULL OR plafond >= 0", name="plafond_positif"),
        Index(None, "service_code", "agent_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id"), index=True)
    service_code: Mapped[str] = mapped_column(ForeignKey("service.code"))
    demarche: Mapped[str | None]
    natures: Mapped[list[str]] = mapped_column(JSONB, default=list)
    plafond: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    """En euros, compris."""
    debut: Mapped[date]
    fin: Mapped[date | None] = mapped_column(index=True)
    reference: Mapped[str]
    """L’arrêté : numéro et date."""
    declaree_le: Mapped[datetime] = mapped_column(instant())
    alertee_pour: Mapped[date | None]
    """La fin dont l’agent et son service ont été avertis."""

    def est_en_vigueur(self, jour: date) -> bool:
        """Vrai du premier au dernier jour, compris."""
        return self.debut <= jour and (self.fin is None or jour <= self.fin)

    def couvre(self, *, demarche: str, nature: NatureDecision | None, montant: Decimal | None) -> bool:
        """Vrai si elle vaut pour cette démarche, cette nature et ce montant ; ce qui n’est pas dit n’est pas jugé."""
        return (
            self.demarche in (None, demarche)
            and (nature is None or not self.natures or nature.value in self.natures)
            and (self.plafond is None or montant is None or montant <= self.plafond)
        )
