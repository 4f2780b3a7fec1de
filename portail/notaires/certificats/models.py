"""Les certificats d’appartenance : ce que le département dit de parcelles, à une date."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portail.dossiers.numero import nouveau_numero
from portail.identite.notaires.models import Membre
from portail.notaires.certificats.etats import SUITES, EtatCertificat
from portail.notaires.zones.constats import Constat
from portail.socle.base import Modele
from portail.socle.colonnes import JsonChiffre, TexteChiffre, enumeration, instant
from portail.socle.erreurs import TransitionInterdite
from portail.socle.traduction import _


class Mutation(StrEnum):
    """Ce que l’acte fera du bien."""

    VENTE = "vente"
    ADJUDICATION = "adjudication"
    APPORT = "apport"
    ECHANGE = "echange"
    DONATION = "donation"
    AUTRE = "autre"


class Certificat(Modele):
    """Ce que le département dit de parcelles : un document d’information, à sa date."""

    __tablename__ = "certificat_zonage"
    __table_args__ = (
        UniqueConstraint("office_id", "cle"),
        Index("ix_certificat_zonage_office", "office_id", "demande_le"),
        Index(
            "ix_certificat_zonage_a_traiter",
            "date_limite",
            postgresql_where=text("etat IN ('a_verifier', 'a_rectifier')"),
        ),
        CheckConstraint(
            "etat NOT IN ('delivre', 'a_rectifier') OR (delivre_le IS NOT NULL AND document_id IS NOT NULL)",
            name="delivre_date",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    numero: Mapped[str] = mapped_column(unique=True, default=nouveau_numero)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    membre_id: Mapped[UUID] = mapped_column(ForeignKey("membre_office.id"), index=True)
    cle: Mapped[str]
    """Celle du formulaire : le même envoi, reçu deux fois, ne fait qu’un certificat."""
    reference: Mapped[str] = mapped_column(TexteChiffre("certificat_zonage.reference"))
    cle_reference: Mapped[int] = mapped_column(BigInteger, index=True)
    """L’empreinte de cette référence : l’office retrouve sa demande sans que la base la lise."""
    commune_insee: Mapped[str]
    demande: Mapped[dict[str, Any]] = mapped_column(JsonChiffre("certificat_zonage.demande"))
    """Parcelles demandées, nature de la mutation, adresse et propriétaire s’ils sont donnés (`Demande.en_json`)."""
    constats: Mapped[list[dict[str, Any]]] = mapped_column(JsonChiffre("certificat_zonage.constats"))
    """Par parcelle (`Constat.en_json`) : calculés à la demande, puis tels que certifiés."""
    examens: Mapped[dict[str, Any]] = mapped_column(JsonChiffre("certificat_zonage.examens"), default=dict)
    """Par IDU, ce qu’un agent a confirmé ou corrigé (`examens.Examen`)."""
    echanges: Mapped[list[dict[str, str]]] = mapped_column(JsonChiffre("certificat_zonage.echanges"), default=list)
    """Les questions de l’agent et les réponses de l’office, dans l’ordre : `de`, `texte`, `le`."""
    plan_id: Mapped[UUID | None] = mapped_column(ForeignKey("justificatif.id"))
    etat: Mapped[EtatCertificat] = mapped_column(enumeration(EtatCertificat), default=EtatCertificat.A_VERIFIER)
    demande_le: Mapped[datetime] = mapped_column(instant())
    date_limite: Mapped[date]
    """Le dernier jour pour répondre."""
    alerte_le: Mapped[datetime | None] = mapped_column(instant())
    """Quand le service a été prévenu que ce jour approche."""
    delivre_le: Mapped[datetime | None] = mapped_column(instant())
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"))
    """Qui l’a délivré ; personne s’il est immédiat."""
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"))
    motif: Mapped[str | None] = mapped_column(TexteChiffre("certificat_zonage.motif"))
    """Pourquoi il est rectifié."""
    zonage: Mapped[str] = mapped_column(default="")
    """Les versions de zonage auxquelles il a été comparé en dernier."""
    change_le: Mapped[datetime | None] = mapped_column(instant())
    """Quand un nouveau zonage a changé ce qu’il dit."""
    version: Mapped[int] = mapped_column(default=1)
    """Celle que l’agent a lue : on ne délivre pas ce qui vient de changer."""

    membre: Mapped[Membre] = relationship(lazy="raise")
    """Qui l’a demandé, lu avec le certificat quand on le montre."""

    def passer_a(self, etat: EtatCertificat) -> None:
        """Change l’état ; seul endroit où `etat` est modifié. Lève `TransitionInterdite`."""
        if etat not in SUITES[self.etat]:
            raise TransitionInterdite(_("Ce n’est plus possible : ce certificat a changé d’état entre-temps."))
        self.etat, self.version = etat, self.version + 1

    def constats_lus(self) -> list[Constat]:
        """Rend les constats gardés."""
        return [Constat.de_json(garde) for garde in self.constats]

    def echanges_lus(self) -> list[tuple[str, str, datetime]]:
        """Rend les échanges, dans l’ordre : qui écrit (`service` ou `office`), quoi, quand."""
        return [(un["de"], un["texte"], datetime.fromisoformat(un["le"])) for un in self.echanges]
