"""Le versement d’une aide accordée, les opérations du comptable, les fichiers importés."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portail.demarche.declaration import ModeVersement
from portail.dossiers.versements.etats import TRANSITIONS, EtatVersement, GesteVersement, MotifRejet
from portail.journal.actions import Auteur, inscrire
from portail.socle import horloge
from portail.socle.base import Modele
from portail.socle.colonnes import JsonChiffre, TexteChiffre, enumeration, instant
from portail.socle.erreurs import TransitionInterdite
from portail.socle.imports import ImportDeFichier
from portail.socle.traduction import _


class VersementChange(TransitionInterdite):
    """Le versement n’est pas, ou plus, dans un état qui permet ce geste."""

    message = _("Ce n’est plus possible : ce versement a changé d’état entre-temps.")


class Versement(Modele):
    """Ce qui est dû au titre d’une décision ou d’un mois, en euros, et où en est l’argent. Le compte est chiffré."""

    __tablename__ = "versement"
    __table_args__ = (
        CheckConstraint("montant > 0", name="positif"),
        CheckConstraint("etat NOT IN ('mandate', 'paye') OR mandat <> ''", name="mandate_numerote"),
        CheckConstraint("etat <> 'paye' OR date_paiement IS NOT NULL", name="paye_date"),
        CheckConstraint("etat <> 'rejete' OR motif_rejet IS NOT NULL", name="rejete_motive"),
        CheckConstraint("decision_id IS NOT NULL OR mois IS NOT NULL", name="du_a_quelque_chose"),
        Index("ix_versement_etat", "etat", "ouvert_le"),
        CheckConstraint("mode <> 'titres' OR iban IS NULL", name="titres_sans_compte"),
        CheckConstraint("prestataire_id IS NULL OR mode = 'service'", name="prestataire_paye"),
        Index(
            "uq_versement_decision_mois",
            "dossier_id",
            "decision_id",
            "mois",
            "reste",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), index=True)
    decision_id: Mapped[UUID | None] = mapped_column(ForeignKey("decision.id"))
    """La décision qui le donne ; aucune pour une avance."""
    mois: Mapped[date | None]
    """Le mois d’une prestation mensuelle ; rien pour une aide versée en une fois."""
    reference: Mapped[str] = mapped_column(unique=True)
    """Ce que le comptable recopie : le numéro du dossier et le rang du versement."""
    montant: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    mode: Mapped[ModeVersement] = mapped_column(enumeration(ModeVersement), default=ModeVersement.COMPTE)
    reste: Mapped[bool] = mapped_column(default=False)
    """Vrai pour la part du mois que le mode choisi ne couvre pas : elle va sur le compte de la personne."""
    prestataire_id: Mapped[UUID | None] = mapped_column(ForeignKey("prestataire.id"), index=True)
    etat: Mapped[EtatVersement] = mapped_column(enumeration(EtatVersement))
    revision: Mapped[int] = mapped_column(default=0)
    iban: Mapped[str | None] = mapped_column(TexteChiffre("versement.iban"))
    titulaire: Mapped[str | None] = mapped_column(TexteChiffre("versement.titulaire"))
    iban_rejete_empreinte: Mapped[str | None]
    """Empreinte à clé du dernier compte refusé par la banque : on n’y renvoie pas l’argent."""
    ouvert_le: Mapped[datetime] = mapped_column(instant())
    date_limite: Mapped[date | None]
    """Dernier jour pour envoyer les justificatifs de paiement ; après, l’accord devient caduc."""
    transmis_le: Mapped[datetime | None] = mapped_column(instant())
    mandat: Mapped[str] = mapped_column(default="")
    date_mandat: Mapped[date | None]
    date_paiement: Mapped[date | None]
    date_rejet: Mapped[date | None]
    motif_rejet: Mapped[MotifRejet | None] = mapped_column(enumeration(MotifRejet))
    relances: Mapped[int] = mapped_column(default=0)
    """Nombre de rappels d’envoyer les justificatifs."""
    contradictoire_le: Mapped[datetime | None] = mapped_column(instant())
    observations_avant: Mapped[date | None]
    """Dernier jour pour présenter des observations avant que la caducité ne soit constatée (CRPA, L122-1)."""

    def appliquer(self, geste: GesteVersement, *, auteur: Auteur, details: dict[str, Any] | None = None) -> None:
        """Change l’état et le consigne au journal du dossier ; seul endroit où il change. Lève `VersementChange`."""
        vers = TRANSITIONS[geste].get(self.etat)
        if vers is None:
            raise VersementChange
        avant, self.etat = self.etat, vers
        self.revision += 1
        inscrire(
            geste,
            auteur=auteur,
            objet=("dossier", self.dossier_id),
            details={"versement": str(self.id), "de": avant.value, "vers": vers.value, **(details or {})},
        )

    @property
    def est_payable(self) -> bool:
        """Vrai si l’on sait où verser : un compte, ou des titres à envoyer."""
        return bool(self.iban) or self.mode is ModeVersement.TITRES

    @property
    def est_tardif(self) -> bool:
        """Vrai si les justificatifs sont arrivés après la date limite."""
        if self.date_limite is None or self.transmis_le is None:
            return False
        return horloge.a_paris(self.transmis_le).date() > self.date_limite


class Prestataire(Modele):
    """Un service d’aide que l’on peut payer directement : ses coordonnées bancaires, tenues par les comptables."""

    __tablename__ = "prestataire"
    __table_args__ = (UniqueConstraint("service_code", "siret"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    service_code: Mapped[str] = mapped_column(ForeignKey("service.code"))
    """Le service du département qui le paie."""
    nom: Mapped[str]
    siret: Mapped[str]
    iban: Mapped[str] = mapped_column(TexteChiffre("prestataire.iban"))
    revision: Mapped[int] = mapped_column(default=0)
    ferme_le: Mapped[datetime | None] = mapped_column(instant())
    """Depuis quand on ne peut plus le choisir ; ce qui lui est dû se paie encore."""
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id"))
    modifie_le: Mapped[datetime] = mapped_column(instant())


class ModeChoisi(Modele):
    """À qui l’on paie une prestation, à partir d’un mois ; l’ancien choix reste lisible."""

    __tablename__ = "mode_choisi"
    __table_args__ = (
        UniqueConstraint("dossier_id", "depuis"),
        CheckConstraint("extract(day from depuis) = 1", name="premier_du_mois"),
        CheckConstraint("prestataire_id IS NULL OR mode = 'service'", name="prestataire_du_service"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"))
    depuis: Mapped[date]
    mode: Mapped[ModeVersement] = mapped_column(enumeration(ModeVersement))
    prestataire_id: Mapped[UUID | None] = mapped_column(ForeignKey("prestataire.id"))
    usager_id: Mapped[UUID | None] = mapped_column(ForeignKey("usager.id"))
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"))
    """Qui l’a choisi."""
    choisi_le: Mapped[datetime] = mapped_column(instant())
    prestataire: Mapped[Prestataire | None] = relationship(lazy="joined")


class ProchainCompte(Modele):
    """Le compte à créditer à partir du prochain mois d’une prestation, donné quand tout ce qui est ouvert est parti."""

    __tablename__ = "prochain_compte"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), unique=True)
    iban: Mapped[str] = mapped_column(TexteChiffre("prochain_compte.iban"))
    titulaire: Mapped[str] = mapped_column(TexteChiffre("prochain_compte.titulaire"))
    a_verifier: Mapped[bool]
    """Vrai si le titulaire est quelqu’un que le dossier ne connaît pas : un agent vérifie d’abord."""
    donne_le: Mapped[datetime] = mapped_column(instant())


class ImportVersements(ImportDeFichier, Modele):
    """Un fichier du comptable, par son empreinte : importé deux fois par le même agent, il ne compte qu’une.

    Un même fichier peut mêler deux services : le bilan de chaque comptable est le sien.
    """

    __tablename__ = "import_versements"
    __table_args__ = (UniqueConstraint("agent_id", "empreinte"),)

    nom: Mapped[str] = mapped_column(TexteChiffre("import_versements.nom"))
    lignes: Mapped[int]
    appliquees: Mapped[int]
    sans_effet: Mapped[int]
    erreurs: Mapped[list[dict[str, Any]]] = mapped_column(JsonChiffre("import_versements.erreurs"), default=list)
    """`[{"ligne", "reference", "message", "valeurs"}]` : ce qui reste à corriger."""


class OperationVersement(Modele):
    """Ce que le comptable a fait d’un versement sous un numéro de mandat ; la même ne se fait qu’une fois."""

    __tablename__ = "operation_versement"
    __table_args__ = (UniqueConstraint("versement_id", "geste", "mandat"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    versement_id: Mapped[UUID] = mapped_column(ForeignKey("versement.id"))
    geste: Mapped[GesteVersement] = mapped_column(enumeration(GesteVersement))
    mandat: Mapped[str]
    jour: Mapped[date]
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"))
    import_id: Mapped[UUID | None] = mapped_column(ForeignKey("import_versements.id"))
    faite_le: Mapped[datetime] = mapped_column(instant())
