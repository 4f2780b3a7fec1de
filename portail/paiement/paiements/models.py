"""Ce qui est dû, les tentatives de le payer en ligne, l’argent reçu. Aucune donnée de carte, jamais.

Tout se fait sous le verrou de la somme due, pris avant celui de la tentative.
"""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portail.paiement.paiements.etats import (
    ACTIFS,
    ECHOUES,
    ENCAISSES,
    EtatEncaissement,
    EtatPaiement,
    EtatSomme,
    MotifRemboursement,
    Moyen,
)
from portail.paiement.payfip.formes import Issue, Saisie
from portail.socle.base import Modele
from portail.socle.colonnes import TexteChiffre, enumeration, instant

EUROS = Numeric(12, 2)


class SommeDue(Modele):
    """Une somme à régler, une fois, en euros, pour un objet dont le paiement ne sait rien d’autre que le nom."""

    __tablename__ = "somme_due"
    __table_args__ = (
        UniqueConstraint("objet_type", "objet_id"),
        CheckConstraint("montant > 0", name="positif"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    numero: Mapped[str] = mapped_column(unique=True)
    """Ce que la personne dit au téléphone ; il est dans la référence PayFiP."""
    regie_id: Mapped[UUID] = mapped_column(ForeignKey("regie.id"), index=True)
    objet_type: Mapped[str]
    objet_id: Mapped[str]
    libelle: Mapped[str]
    """Ce qui est payé, sans nommer personne : PayFiP et le relevé de la régie le montrent."""
    montant: Mapped[Decimal] = mapped_column(EUROS)
    etat: Mapped[EtatSomme] = mapped_column(enumeration(EtatSomme), default=EtatSomme.OUVERTE)
    payeur: Mapped[str | None] = mapped_column(TexteChiffre("somme_due.payeur"))
    courriel: Mapped[str | None] = mapped_column(TexteChiffre("somme_due.courriel"))
    usager_id: Mapped[UUID | None] = mapped_column(ForeignKey("usager.id"), index=True)
    langue: Mapped[str] = mapped_column(default="fr")
    retour: Mapped[str] = mapped_column(default="")
    """Chemin du portail où revenir ensuite : la commande, l’inscription."""
    tentatives: Mapped[int] = mapped_column(default=0)
    cree_le: Mapped[datetime] = mapped_column(instant(), index=True)
    anonymise_le: Mapped[datetime | None] = mapped_column(instant())


class Echeance(Modele):
    """Une part d’une somme que l’on paie en plusieurs fois."""

    __tablename__ = "echeance_due"
    __table_args__ = (UniqueConstraint("somme_id", "rang"), CheckConstraint("montant > 0", name="positif"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    somme_id: Mapped[UUID] = mapped_column(ForeignKey("somme_due.id"))
    rang: Mapped[int]
    montant: Mapped[Decimal] = mapped_column(EUROS)
    date_limite: Mapped[date]


class Paiement(Modele):
    """Une tentative de payer en ligne, écrite avant d’appeler PayFiP."""

    __tablename__ = "paiement"
    __table_args__ = (
        CheckConstraint("montant > 0", name="positif"),
        CheckConstraint("idop IS NOT NULL OR etat IN ('initie', 'non_ouvert')", name="ouvert_chez_payfip"),
        Index("uq_paiement_actif", "somme_id", unique=True, postgresql_where=text("etat IN ('initie', 'redirige')")),
        Index("ix_paiement_somme", "somme_id"),
        Index(
            "ix_paiement_a_relire",
            "prochaine_lecture_le",
            postgresql_where=text("prochaine_lecture_le IS NOT NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    somme_id: Mapped[UUID] = mapped_column(ForeignKey("somme_due.id"))
    numcli: Mapped[str]
    saisie: Mapped[Saisie] = mapped_column(enumeration(Saisie))
    refdet: Mapped[str] = mapped_column(unique=True)
    idop: Mapped[str | None] = mapped_column(unique=True)
    montant: Mapped[Decimal] = mapped_column(EUROS)
    courriel: Mapped[str | None] = mapped_column(TexteChiffre("paiement.courriel"))
    etat: Mapped[EtatPaiement] = mapped_column(enumeration(EtatPaiement), default=EtatPaiement.INITIE)
    issue: Mapped[Issue | None] = mapped_column(enumeration(Issue))
    cree_le: Mapped[datetime] = mapped_column(instant())
    redirige_le: Mapped[datetime | None] = mapped_column(instant())
    conclu_le: Mapped[datetime | None] = mapped_column(instant())
    lu_le: Mapped[datetime | None] = mapped_column(instant())
    """Dernière fois que l’on a demandé à PayFiP."""
    prochaine_lecture_le: Mapped[datetime | None] = mapped_column(instant())
    dernier_code: Mapped[str] = mapped_column(default="")
    """La dernière faute de PayFiP, ou rien."""
    ecarts: Mapped[list[str]] = mapped_column(JSONB, default=list)
    """Les champs rendus qui ne sont pas ceux que l’on avait demandés."""
    montant_rendu: Mapped[Decimal | None] = mapped_column(EUROS)
    """Ce que PayFiP dit avoir encaissé, s’il y a un écart."""

    @property
    def est_actif(self) -> bool:
        """Vrai si la personne peut encore être en train de payer."""
        return self.etat in ACTIFS

    @property
    def est_encaisse(self) -> bool:
        """Vrai si de l’argent est reçu, ou le sera : plus rien ne le change."""
        return self.etat in ENCAISSES

    @property
    def a_echoue(self) -> bool:
        """Vrai si, pour ce qu’on en sait, rien n’a été payé."""
        return self.etat in ECHOUES


class Encaissement(Modele):
    """De l’argent reçu, ou qui vient ; au plus un par tentative. `a_rendre` : la part qu’il faut rembourser."""

    __tablename__ = "encaissement"
    __table_args__ = (
        CheckConstraint("montant > 0", name="positif"),
        CheckConstraint("a_rendre BETWEEN 0 AND montant", name="borne"),
        CheckConstraint("(a_rendre = 0) = (motif_remboursement IS NULL)", name="motive"),
        CheckConstraint("rendu_le IS NULL OR a_rendre > 0", name="rendu_du"),
        CheckConstraint("(paiement_id IS NOT NULL) = (moyen IN ('carte', 'prelevement'))", name="en_ligne"),
        CheckConstraint("(agent_id IS NOT NULL) OR (paiement_id IS NOT NULL)", name="recu_par_quelqu_un"),
        Index("ix_encaissement_somme", "somme_id"),
        Index("ix_encaissement_regie_jour", "regie_id", "jour"),
        Index(
            "ix_encaissement_a_rendre",
            "regie_id",
            postgresql_where=text("a_rendre > 0 AND rendu_le IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    numero: Mapped[str] = mapped_column(unique=True)
    """Le numéro du reçu ; ce n’est pas celui d’une quittance."""
    somme_id: Mapped[UUID] = mapped_column(ForeignKey("somme_due.id"))
    regie_id: Mapped[UUID] = mapped_column(ForeignKey("regie.id"))
    paiement_id: Mapped[UUID | None] = mapped_column(ForeignKey("paiement.id"), unique=True)
    moyen: Mapped[Moyen] = mapped_column(enumeration(Moyen))
    montant: Mapped[Decimal] = mapped_column(EUROS)
    jour: Mapped[date]
    """Le jour de l’opération, à Paris : celui que porte le relevé de la régie."""
    recu_le: Mapped[datetime] = mapped_column(instant())
    etat: Mapped[EtatEncaissement] = mapped_column(enumeration(EtatEncaissement))
    saisie: Mapped[Saisie | None] = mapped_column(enumeration(Saisie))
    autorisation: Mapped[str] = mapped_column(default="")
    reference: Mapped[str | None] = mapped_column(TexteChiffre("encaissement.reference"))
    """Le numéro du chèque, du bordereau ou du coupon."""
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"))
    cle: Mapped[str | None] = mapped_column(unique=True)
    """La clé du formulaire de l’agent : le même envoi n’encaisse pas deux fois."""
    a_rendre: Mapped[Decimal] = mapped_column(EUROS, default=Decimal(0))
    motif_remboursement: Mapped[MotifRemboursement | None] = mapped_column(enumeration(MotifRemboursement))
    rendu_le: Mapped[date | None]
    mandat: Mapped[str] = mapped_column(default="")
    """Le numéro du mandat par lequel le comptable a rendu l’argent."""
    rapproche_le: Mapped[datetime | None] = mapped_column(instant())

    @property
    def garde(self) -> Decimal:
        """Rend ce que ce règlement paie de la somme due."""
        return Decimal(0) if self.etat is EtatEncaissement.REJETE else self.montant - self.a_rendre

    @property
    def est_a_rembourser(self) -> bool:
        """Vrai si de l’argent reste à rendre."""
        return self.a_rendre > 0 and self.rendu_le is None and self.etat is not EtatEncaissement.REJETE
