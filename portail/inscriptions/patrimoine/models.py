"""La billetterie du patrimoine : sites, produits, tarifs, séances ; un achat, sans compte, et ses lignes."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portail.inscriptions.tarifs.models import EUROS
from portail.journal.models import TypeAuteur
from portail.socle.base import Modele
from portail.socle.colonnes import TexteChiffre, enumeration, instant


class Site(Modele):
    """Un lieu que l’on visite ; ce qui s’y vend va à sa régie."""

    __tablename__ = "site_patrimoine"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(unique=True)
    nom: Mapped[str]
    adresse: Mapped[str]
    acces: Mapped[str] = mapped_column(default="")
    """Venir, et l’accessibilité."""
    service_code: Mapped[str] = mapped_column(ForeignKey("service.code"))
    regie_code: Mapped[str]
    ouvert: Mapped[bool] = mapped_column(default=True)
    a_confirmer: Mapped[bool] = mapped_column(default=True)
    """Vrai : un exemple non officiel, que le service n’a pas confirmé."""


class Nature(StrEnum):
    """Ce que l’on achète."""

    CRENEAU = "creneau"
    """Une entrée à une heure dite."""
    OPEN = "open"
    """Une entrée, le jour que l’on veut."""
    VISITE = "visite"
    """Une visite guidée."""
    ATELIER = "atelier"


class Produit(Modele):
    """Ce qu’un site propose. Un billet open n’a pas de séance, donc pas de places à compter."""

    __tablename__ = "produit_patrimoine"
    __table_args__ = (
        CheckConstraint("(nature = 'open') = (valable_jours IS NOT NULL)", name="validite"),
        CheckConstraint("duree_minutes > 0 AND valable_jours > 0", name="positifs"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    site_id: Mapped[UUID] = mapped_column(ForeignKey("site_patrimoine.id"), index=True)
    code: Mapped[str] = mapped_column(unique=True)
    libelle: Mapped[str]
    explication: Mapped[str] = mapped_column(default="")
    nature: Mapped[Nature] = mapped_column(enumeration(Nature))
    duree_minutes: Mapped[int]
    valable_jours: Mapped[int | None]
    """Pour un billet open : combien de jours après l’achat."""
    en_vente: Mapped[bool] = mapped_column(default=True)
    site: Mapped[Site] = relationship(lazy="joined")


class TarifDeProduit(Modele):
    """Un prix. Réduit ou gratuit, il se déclare : le justificatif se montre sur place, il ne s’envoie jamais."""

    __tablename__ = "tarif_patrimoine"
    __table_args__ = (UniqueConstraint("produit_id", "code"), CheckConstraint("prix >= 0", name="positif"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    produit_id: Mapped[UUID] = mapped_column(ForeignKey("produit_patrimoine.id"))
    code: Mapped[str]
    libelle: Mapped[str]
    justificatif: Mapped[str] = mapped_column(default="")
    """Ce qu’il faudra montrer à l’entrée ; vide : rien."""
    prix: Mapped[Decimal] = mapped_column(EUROS)
    rang: Mapped[int]
    actif: Mapped[bool] = mapped_column(default=True)


class SeanceDeVisite(Modele):
    """Une heure où l’on entre, avec ses places."""

    __tablename__ = "seance_patrimoine"
    __table_args__ = (UniqueConstraint("produit_id", "debut"), Index("ix_seance_patrimoine_debut", "debut"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    produit_id: Mapped[UUID] = mapped_column(ForeignKey("produit_patrimoine.id"))
    debut: Mapped[datetime] = mapped_column(instant())
    quota_id: Mapped[UUID] = mapped_column(ForeignKey("quota.id"), unique=True)
    annulee_le: Mapped[datetime | None] = mapped_column(instant())
    produit: Mapped[Produit] = relationship(lazy="joined")


class EtatAchat(StrEnum):
    """Où en est un achat ; mêmes temps qu’une commande d’inscriptions."""

    PANIER = "panier"
    A_PAYER = "a_payer"
    EN_PAIEMENT = "en_paiement"
    """Une tentative est en cours : ses places attendent le résultat, pas l’heure."""
    AU_GUICHET = "au_guichet"
    """Vendu sur place, pas encore encaissé."""
    PAYE = "paye"
    PAYE_SANS_PLACE = "paye_sans_place"
    """L’argent est arrivé après que les places ont été rendues, et il n’y en a plus : à rembourser."""
    ABANDONNE = "abandonne"
    REMBOURSE = "rembourse"


A_L_HEURE = (EtatAchat.PANIER, EtatAchat.A_PAYER)
"""Les états où les places se rendent à l’heure du panier."""
ENGAGES = (EtatAchat.EN_PAIEMENT, EtatAchat.AU_GUICHET)


class Achat(Modele):
    """Un panier, puis un achat. Ce qui se paie : (`achat`, son identifiant). Aucun compte : un courriel suffit."""

    __tablename__ = "achat"
    __table_args__ = (
        Index("ix_achat_a_rendre", "expire_le", postgresql_where=text("etat IN ('panier', 'a_payer', 'au_guichet')")),
        Index("ix_achat_cree_le", "cree_le"),
        CheckConstraint(
            "etat IN ('panier', 'abandonne') OR (total IS NOT NULL AND conditions_le IS NOT NULL)", name="engage"
        ),
        CheckConstraint("total >= 0 AND prolongations >= 0", name="positifs"),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    numero: Mapped[str] = mapped_column(unique=True)
    regie_code: Mapped[str] = mapped_column(default="")
    etat: Mapped[EtatAchat] = mapped_column(enumeration(EtatAchat), default=EtatAchat.PANIER)
    expire_le: Mapped[datetime] = mapped_column(instant())
    prolongations: Mapped[int] = mapped_column(default=0)
    total: Mapped[Decimal | None] = mapped_column(EUROS)
    courriel: Mapped[str | None] = mapped_column(TexteChiffre("achat.courriel"))
    langue: Mapped[str] = mapped_column(default="fr")
    conditions_le: Mapped[datetime | None] = mapped_column(instant())
    """Quand on a accepté les conditions, dont l’absence de droit de rétractation."""
    auteur_type: Mapped[TypeAuteur] = mapped_column(enumeration(TypeAuteur))
    auteur_id: Mapped[UUID | None]
    """L’agent qui a vendu au guichet, ou rien."""
    cree_le: Mapped[datetime] = mapped_column(instant())
    paye_le: Mapped[datetime | None] = mapped_column(instant())
    impaye_le: Mapped[datetime | None] = mapped_column(instant())
    lignes: Mapped[list["LigneAchat"]] = relationship(lazy="selectin", order_by="LigneAchat.rang")


class LigneAchat(Modele):
    """Des billets d’un même tarif, à une même séance ; figés tels qu’ils étaient quand on les a pris."""

    __tablename__ = "ligne_achat"
    __table_args__ = (
        CheckConstraint("quantite > 0", name="au_moins_un"),
        CheckConstraint("prix >= 0", name="positif"),
        Index("ix_ligne_achat_seance", "seance_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    achat_id: Mapped[UUID] = mapped_column(ForeignKey("achat.id"), index=True)
    rang: Mapped[int]
    produit_id: Mapped[UUID] = mapped_column(ForeignKey("produit_patrimoine.id"), index=True)
    seance_id: Mapped[UUID | None] = mapped_column(ForeignKey("seance_patrimoine.id"))
    tarif_id: Mapped[UUID] = mapped_column(ForeignKey("tarif_patrimoine.id"))
    prix: Mapped[Decimal] = mapped_column(EUROS)
    quantite: Mapped[int]
    annulee_le: Mapped[datetime | None] = mapped_column(instant())
    """Quand le service l’a annulée ; ce qu’elle a coûté est rendu."""
    produit: Mapped[Produit] = relationship(lazy="joined")
    seance: Mapped[SeanceDeVisite | None] = relationship(lazy="joined")
    tarif: Mapped[TarifDeProduit] = relationship(lazy="joined")

    @property
    def montant(self) -> Decimal:
        """Rend ce que coûte la ligne, en euros."""
        return self.prix * self.quantite


class ContactDeProspection(Modele):
    """Qui a accepté, à part et case vide, de recevoir les nouvelles des sites ; trois ans [P], sans lien à l’achat."""

    __tablename__ = "contact_prospection"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    courriel: Mapped[str] = mapped_column(TexteChiffre("contact_prospection.courriel"))
    empreinte: Mapped[str] = mapped_column(unique=True)
    site_code: Mapped[str]
    langue: Mapped[str]
    jusqu_au: Mapped[date]
    accepte_le: Mapped[datetime] = mapped_column(instant())
