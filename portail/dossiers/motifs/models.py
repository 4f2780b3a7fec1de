"""Ce que le département a changé aux motifs de décision d’une démarche : chaque version reste."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portail.demarche.droit import Motif
from portail.socle.base import Modele
from portail.socle.colonnes import instant


class VersionMotif(Modele):
    """Un motif tel qu’on l’a écrit un jour, pour les décisions prises à partir de `debut` ; jamais récrit.

    Sans version, le motif déclaré par la démarche vaut. De celles qui ont commencé, la dernière écrite l’emporte.
    """

    __tablename__ = "version_motif"
    __table_args__ = (
        UniqueConstraint("demarche", "code", "rang"),
        CheckConstraint("libelle <> '' AND droit <> '' AND fait <> ''", name="motif_complet"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    demarche: Mapped[str]
    code: Mapped[str]
    rang: Mapped[int]
    """Un, deux, trois… : deux personnes ne peuvent pas écrire la même version."""
    debut: Mapped[date]
    en_usage: Mapped[bool] = mapped_column(default=True)
    libelle: Mapped[str]
    droit: Mapped[str]
    fait: Mapped[str]
    gestes: Mapped[list[str]] = mapped_column(JSONB)
    cree_le: Mapped[datetime] = mapped_column(instant())

    @property
    def motif(self) -> Motif:
        """Rend le motif que cette version écrit."""
        return Motif(code=self.code, libelle=self.libelle, droit=self.droit, fait=self.fait, gestes=tuple(self.gestes))
