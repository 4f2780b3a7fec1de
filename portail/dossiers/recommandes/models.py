"""Les lettres recommandées par lesquelles une décision part, telles que La Poste les suit."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portail.dossiers.horloges.plis import IssuePli, Pli
from portail.socle.base import Modele
from portail.socle.colonnes import enumeration, instant


class PliRecommande(Modele):
    """Une lettre recommandée : son numéro, et le dernier état noté ; le journal garde chacun d’eux."""

    __tablename__ = "pli_recommande"
    __table_args__ = (
        CheckConstraint("presente_le >= envoye_le", name="presente_apres_envoi"),
        CheckConstraint("(issue IS NULL) = (issue_le IS NULL)", name="issue_datee"),
        CheckConstraint("issue_le >= coalesce(presente_le, envoye_le)", name="issue_apres_presentation"),
        CheckConstraint("issue NOT IN ('refuse', 'non_reclame') OR presente_le IS NOT NULL", name="avise_presente"),
        Index("ix_pli_recommande_attendu", "envoye_le", postgresql_where=text("issue IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), index=True)
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decision.id"), index=True)
    numero: Mapped[str] = mapped_column(unique=True)
    envoye_le: Mapped[date]
    presente_le: Mapped[date | None]
    issue: Mapped[IssuePli | None] = mapped_column(enumeration(IssuePli))
    issue_le: Mapped[date | None]
    traite_le: Mapped[datetime | None] = mapped_column(instant())
    """D’un retour « inconnu à l’adresse » : quand un agent y a donné suite."""

    @property
    def lu(self) -> Pli:
        """Rend le pli tel que les délais le lisent."""
        return Pli(
            pli=str(self.id),
            decision=str(self.decision_id),
            envoye=self.envoye_le,
            presente=self.presente_le,
            issue=self.issue,
            issue_le=self.issue_le,
        )

    @property
    def est_un_retour_a_traiter(self) -> bool:
        """Vrai si elle est revenue sans avoir trouvé la personne et que personne n’y a donné suite."""
        return self.issue is IssuePli.INCONNU and self.traite_le is None
