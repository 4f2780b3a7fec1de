"""Le panier d’un foyer, commande quand on le paie : ce que l’on prend, ce que cela coûte, où en est l’argent."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portail.inscriptions.tarifs.models import EUROS
from portail.journal.models import TypeAuteur
from portail.socle.base import Modele
from portail.socle.colonnes import enumeration, instant


class EtatCommande(StrEnum):
    """Où en est une commande."""

    PANIER = "panier"
    A_PAYER = "a_payer"
    """Figée, la somme est due ; ses places sont encore à l’heure du panier."""
    EN_PAIEMENT = "en_paiement"
    """Une tentative est en cours ; ses places attendent le résultat, pas l’heure."""
    AU_GUICHET = "au_guichet"
    """À régler autrement (chèque, chèques-vacances, Pass’Sport), avant une échéance qui lui est propre."""
    PAYEE = "payee"
    PAYE_SANS_PLACE = "paye_sans_place"
    """L’argent est arrivé après que les places ont été rendues, et il n’y en a plus : à rembourser."""
    ABANDONNEE = "abandonnee"


A_L_HEURE = (EtatCommande.PANIER, EtatCommande.A_PAYER)
"""Les états où les places se rendent à l’heure du panier."""
ENGAGEES = (EtatCommande.EN_PAIEMENT, EtatCommande.AU_GUICHET)


class Moyen(StrEnum):
    """Comment l’on règle."""

    EN_LIGNE = "en_ligne"
    AU_GUICHET = "au_guichet"


class Commande(Modele):
    """Un panier, puis une commande. Ce qui se paie : (`commande`, son identifiant)."""

    __tablename__ = "commande"
    __table_args__ = (
        Index("uq_commande_panier", "usager_id", unique=True, postgresql_where=text("etat = 'panier'")),
        Index("ix_commande_a_rendre", "expire_le", postgresql_where=text("etat IN ('panier', 'a_payer')")),
        Index("ix_commande_au_guichet", "echeance", postgresql_where=text("etat = 'au_guichet'")),
        CheckConstraint("(etat = 'au_guichet') <= (echeance IS NOT NULL)", name="echeance"),
        CheckConstraint(
            "etat IN ('panier', 'abandonnee') OR (total IS NOT NULL AND conditions_le IS NOT NULL)", name="engagee"
        ),
        CheckConstraint("total >= 0 AND prolongations >= 0", name="positifs"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    numero: Mapped[str] = mapped_column(unique=True)
    usager_id: Mapped[UUID] = mapped_column(ForeignKey("usager.id"), index=True)
    regie_code: Mapped[str] = mapped_column(default="")
    """Celle de tout ce qu’elle contient ; vide tant qu’elle est vide."""
    etat: Mapped[EtatCommande] = mapped_column(enumeration(EtatCommande), default=EtatCommande.PANIER)
    expire_le: Mapped[datetime] = mapped_column(instant())
    """Jusqu’à quand les places du panier sont gardées ; montré, et prolongeable."""
    prolongations: Mapped[int] = mapped_column(default=0)
    echeance: Mapped[datetime | None] = mapped_column(instant())
    """Jusqu’à quand régler au guichet."""
    total: Mapped[Decimal | None] = mapped_column(EUROS)
    quotient_connu: Mapped[bool] = mapped_column(default=False)
    """Faux : payée au tarif le plus haut, à régulariser si la famille donne son quotient."""
    regles_annulation: Mapped[str] = mapped_column(default="")
    """Telles qu’elles étaient quand la famille les a acceptées."""
    conditions_le: Mapped[datetime | None] = mapped_column(instant())
    auteur_type: Mapped[TypeAuteur] = mapped_column(enumeration(TypeAuteur))
    """La famille, ou un agent pour elle."""
    auteur_id: Mapped[UUID | None]
    cree_le: Mapped[datetime] = mapped_column(instant())
    payee_le: Mapped[datetime | None] = mapped_column(instant())
    impayee_le: Mapped[datetime | None] = mapped_column(instant())
    """Quand l’argent annoncé s’est révélé ne pas venir : un agent appelle la famille, les places restent."""
    lignes: Mapped[list["LigneDeCommande"]] = relationship(
        cascade="all, delete-orphan", order_by="LigneDeCommande.rang"
    )


class LigneDeCommande(Modele):
    """Ce qui est facturé, figé au moment de payer, avec de quoi l’expliquer."""

    __tablename__ = "ligne_de_commande"
    __table_args__ = (UniqueConstraint("commande_id", "rang"), CheckConstraint("montant >= 0", name="positif"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    commande_id: Mapped[UUID] = mapped_column(ForeignKey("commande.id"))
    rang: Mapped[int]
    enfant_id: Mapped[UUID] = mapped_column(ForeignKey("enfant.id"), index=True)
    inscription_id: Mapped[UUID | None] = mapped_column(ForeignKey("inscription.id"), index=True)
    """Rien pour l’adhésion."""
    saison_id: Mapped[UUID] = mapped_column(ForeignKey("saison.id"))
    produit: Mapped[str]
    """Vide : un groupe compris dans l’adhésion."""
    tranche: Mapped[str]
    quantite: Mapped[int]
    prix: Mapped[Decimal] = mapped_column(EUROS)
    rang_enfant: Mapped[int]
    taux: Mapped[Decimal] = mapped_column(Numeric(5, 4))
    montant: Mapped[Decimal] = mapped_column(EUROS)


class Adhesion(Modele):
    """L’adhésion d’un enfant pour une saison, payée une fois."""

    __tablename__ = "adhesion"
    __table_args__ = (
        Index("uq_adhesion_enfant", "saison_id", "enfant_empreinte", unique=True, postgresql_where=text("active")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    saison_id: Mapped[UUID] = mapped_column(ForeignKey("saison.id"))
    enfant_id: Mapped[UUID] = mapped_column(ForeignKey("enfant.id"), index=True)
    enfant_empreinte: Mapped[str]
    usager_id: Mapped[UUID] = mapped_column(ForeignKey("usager.id"), index=True)
    commande_id: Mapped[UUID] = mapped_column(ForeignKey("commande.id"), index=True)
    active: Mapped[bool] = mapped_column(default=True)
    cree_le: Mapped[datetime] = mapped_column(instant())


class MotifDeRenoncement(StrEnum):
    """Pourquoi une famille renonce à une place payée."""

    MEDICAL = "medical"
    DEMENAGEMENT = "demenagement"
    AUTRE = "autre"


class EtatDemande(StrEnum):
    """Où en est une demande de remboursement ; acceptée, la régie rend l’argent."""

    A_VERIFIER = "a_verifier"
    ACCEPTEE = "acceptee"
    REFUSEE = "refusee"


class DemandeDeRemboursement(Modele):
    """Ce qu’une famille demande qu’on lui rende, justificatif à l’appui ; un agent regarde et décide."""

    __tablename__ = "demande_de_remboursement"
    __table_args__ = (
        UniqueConstraint("inscription_id"),
        CheckConstraint("montant > 0", name="positif"),
        CheckConstraint("(etat = 'a_verifier') = (decidee_le IS NULL)", name="decidee"),
        Index("ix_demande_de_remboursement_file", "cree_le", postgresql_where=text("etat = 'a_verifier'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    commande_id: Mapped[UUID] = mapped_column(ForeignKey("commande.id"), index=True)
    inscription_id: Mapped[UUID] = mapped_column(ForeignKey("inscription.id"))
    montant: Mapped[Decimal] = mapped_column(EUROS)
    motif: Mapped[MotifDeRenoncement] = mapped_column(enumeration(MotifDeRenoncement))
    etat: Mapped[EtatDemande] = mapped_column(enumeration(EtatDemande), default=EtatDemande.A_VERIFIER)
    piece_id: Mapped[UUID | None] = mapped_column(ForeignKey("justificatif.id"))
    """Le document joint, quand le motif le permet ; sinon il se montre au service."""
    cree_le: Mapped[datetime] = mapped_column(instant())
    decidee_le: Mapped[datetime | None] = mapped_column(instant())
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"))
