"""Les documents que le département remet, scellés et vérifiables par leur code."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portail.documents.codes import nouveau_code
from portail.socle.base import Modele
from portail.socle.colonnes import JsonChiffre, TexteChiffre, instant


class Document(Modele):
    """Un document remis par le département (accusé, décision, certificat), composé et scellé par une tâche.

    Qui l’a en main le vérifie par son code, imprimé. Révoqué, il ne fait plus foi ; remplacé, un autre le fait.
    """

    __tablename__ = "document"
    __table_args__ = (
        Index(
            "uq_document_en_vigueur",
            "dossier_id",
            "nature",
            "objet_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("revoque_le IS NULL"),
        ),
        CheckConstraint("remplace_par_id IS NULL OR revoque_le IS NOT NULL", name="remplace_revoque"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID | None] = mapped_column(ForeignKey("dossier.id"), index=True)
    """Le dossier qu’il concerne ; rien pour une réponse ou un certificat, qui n’ont pas de dossier."""
    nature: Mapped[str]
    objet_id: Mapped[UUID | None]
    code: Mapped[str] = mapped_column(unique=True, default=nouveau_code)
    contenu: Mapped[dict[str, Any]] = mapped_column(JsonChiffre("document.contenu"))
    """Les données exactes du document : la version HTML et le PDF disent la même chose."""
    resume: Mapped[dict[str, str]] = mapped_column(JsonChiffre("document.resume"), default=dict)
    """Ce que la vérification publique montre : `numero` et `initiales` masqués, `date`, `sens`, `montant`, fin."""
    mention: Mapped[str | None] = mapped_column(TexteChiffre("document.mention"))
    """La mention signée du code QR, posée avec le PDF."""
    cle: Mapped[str | None]
    empreinte: Mapped[str | None]
    taille: Mapped[int | None]
    cree_le: Mapped[datetime] = mapped_column(instant())
    revoque_le: Mapped[datetime | None] = mapped_column(instant())
    motif_revocation: Mapped[str | None] = mapped_column(TexteChiffre("document.motif_revocation"))
    remplace_par_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"))
