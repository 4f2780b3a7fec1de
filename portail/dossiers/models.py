"""Le dossier et ce qui lui appartient : intervenants, compléments, décisions, messages."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from portail.documents.models import Document as Document  # remis au sujet d’un dossier, lu avec lui
from portail.dossiers.actes import Decision as Decision  # une table à part, le même domaine
from portail.dossiers.etats import ATTENDU, ETATS_EN_COURS, TRANSITIONS, Attendu, Etat, Geste
from portail.dossiers.index_tableau import index_du_tableau
from portail.dossiers.suivis.evenements import GesteFait
from portail.dossiers.tri import CASIER, index_de_liste
from portail.journal.actions import Auteur, inscrire
from portail.socle import horloge
from portail.socle.base import Modele
from portail.socle.colonnes import JsonChiffre, TexteChiffre, enumeration, instant
from portail.socle.erreurs import TransitionInterdite
from portail.socle.evenements import publier

_EN_COURS = ", ".join(f"'{etat}'" for etat in sorted(ETATS_EN_COURS))


class CanalDepot(StrEnum):
    """Par où la demande est arrivée."""

    LIGNE = "ligne"
    PAPIER = "papier"
    TELEPHONE = "telephone"
    ACCUEIL = "accueil"


class Dossier(Modele):
    """Une demande, du brouillon à la décision : réponses en un document chiffré, colonnes pour ce qui se trie."""

    __tablename__ = "dossier"
    __table_args__ = (
        CheckConstraint("etat = 'brouillon' OR depose_le IS NOT NULL", name="depot_date"),
        CheckConstraint("(canal = 'ligne') = (date_reception IS NULL)", name="reception_datee"),
        Index(
            "ix_dossier_au_guichet", "service_code", postgresql_where=text("etat = 'brouillon' AND canal <> 'ligne'")
        ),
        *index_de_liste(),
        *index_du_tableau(),
        Index(
            "ix_dossier_nom", "nom_recherche", postgresql_using="gin", postgresql_ops={"nom_recherche": "gin_trgm_ops"}
        ),
        Index("ix_dossier_brouillon", "modifie_le", postgresql_where=text("etat = 'brouillon'")),
        Index("ix_dossier_silence", "date_silence", postgresql_where=text(f"etat IN ({_EN_COURS})")),
        Index("ix_dossier_echeance", "echeance", postgresql_where=text("echeance IS NOT NULL")),
        Index(
            "ix_dossier_fin_dua",
            "date_fin_dua",
            postgresql_where=text("date_fin_dua IS NOT NULL AND elimine_le IS NULL"),
        ),
        CheckConstraint(f"elimine_le IS NULL OR etat NOT IN ('brouillon', {_EN_COURS})", name="elimine_fini"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    numero: Mapped[str] = mapped_column(unique=True)
    demarche: Mapped[str]
    version_demarche: Mapped[int]
    etat: Mapped[Etat] = mapped_column(enumeration(Etat), default=Etat.BROUILLON)
    service_code: Mapped[str] = mapped_column(ForeignKey("service.code"))
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"))
    affecte_le: Mapped[datetime | None] = mapped_column(instant())
    """Quand il a changé de mains pour la dernière fois ; rien tant qu’il n’a été confié à personne."""
    canal: Mapped[CanalDepot] = mapped_column(enumeration(CanalDepot), default=CanalDepot.LIGNE)
    langue: Mapped[str] = mapped_column(default="fr")
    reponses: Mapped[dict[str, Any]] = mapped_column(JsonChiffre("dossier.reponses"), default=dict)
    reponses_agent: Mapped[dict[str, Any]] = mapped_column(JsonChiffre("dossier.reponses_agent"), default=dict)
    """Ce que les agents ont vérifié (pages d’agent de la déclaration)."""
    revision: Mapped[int] = mapped_column(default=0)
    """Augmente à chaque écriture des réponses ou de l’état : un écran périmé se reconnaît à elle."""
    instantane: Mapped[dict[str, Any] | None] = mapped_column(JsonChiffre("dossier.instantane"))
    page: Mapped[str] = mapped_column(default="")
    """Dernière page enregistrée : là où l’on reprend."""
    nom: Mapped[str] = mapped_column(default="")
    prenoms: Mapped[str] = mapped_column(default="")
    nom_recherche: Mapped[str] = mapped_column(default="")
    personne_empreinte: Mapped[str | None] = mapped_column(index=True)
    """« Cette personne, pour cet objet » : l’unicité de la démarche."""
    identite_empreinte: Mapped[str | None] = mapped_column(index=True)
    """« Cette personne », toutes démarches : rapproche les dossiers sans compte."""
    commune_insee: Mapped[str | None]
    accord_electronique: Mapped[bool] = mapped_column(default=False)
    date_reception: Mapped[date | None]
    """Jour où la demande est arrivée autrement qu’en ligne : de lui courent les délais (CRPA, L114-3)."""
    cree_le: Mapped[datetime] = mapped_column(instant())
    modifie_le: Mapped[datetime] = mapped_column(instant())
    depose_le: Mapped[datetime | None] = mapped_column(instant())
    accuse_reception_le: Mapped[datetime | None] = mapped_column(instant())
    date_accuse: Mapped[date | None]
    """Dernier jour pour accuser réception (CRPA, R112-11-2)."""
    date_silence: Mapped[date | None]
    """Jour où le silence vaut décision."""
    date_transmission: Mapped[date | None]
    """Dernier jour pour transmettre une demande qui revient à une autre autorité."""
    suspendu_depuis: Mapped[date | None]
    echeance: Mapped[date | None]
    """Prochaine échéance légale de l’agent : ce par quoi sa liste se trie."""
    date_reponse: Mapped[date | None]
    """Jour de la première réponse, expresse ou par silence, ou de la sortie ; un réexamen n’y change rien."""
    date_fin: Mapped[date | None]
    """Jour où l’affaire a fini : de là partent les durées de conservation."""
    date_fin_active: Mapped[date | None]
    date_fin_dua: Mapped[date | None]
    """Terme de la durée d’utilité administrative : avant lui, rien ne s’élimine (code du patrimoine, R212-13)."""
    conserve: Mapped[bool] = mapped_column(default=False)
    """Vrai si le tri des Archives le garde : il ne s’élimine pas."""
    elimine_le: Mapped[datetime | None] = mapped_column(instant())
    """Contenu effacé ; restent le numéro, les dates et le journal."""
    agents_ecartes: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), default=list)
    """Un recours : les agents qui ont instruit ou signé la décision contestée, et n’y touchent pas."""

    avis_attendus: Mapped[int] = mapped_column(default=0)
    """Avis demandés et pas encore rendus : la suite dépend d’un tiers."""
    reponse_attendue: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Vrai si une proposition attend la réponse de la personne ; lu du journal, comme les échéances."""
    evaluateur_attendu: Mapped[UUID | None]
    """L’agent qui doit encore évaluer la personne chez elle ; lu du journal, comme les échéances."""
    validation_attendue: Mapped[str | None]
    """Le rôle dont un projet de décision attend le visa, ou « signature » une fois visé."""
    casier: Mapped[str | None] = mapped_column(Computed(CASIER, persisted=True), deferred=True)
    """Où le dossier attend, calculé par la base (`tri.Casier`) : ce par quoi les listes se rangent."""
    message_a_lire: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Vrai si un message de la personne n’est pas lu ; tenu par la base à chaque message (migration 0003)."""
    pli_retourne: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Vrai si la décision, partie en recommandé, est revenue « inconnu à l’adresse » : un agent y pourvoit."""

    intervenants: Mapped[list["Intervenant"]] = relationship(lazy="selectin", order_by="Intervenant.rang")

    def appliquer(self, geste: Geste, *, auteur: Auteur, details: dict[str, Any] | None = None) -> None:
        """Change l’état et le consigne ; seul endroit où `etat` est modifié. Lève `TransitionInterdite`."""
        transition = TRANSITIONS[geste]
        if self.etat not in transition.depuis:
            raise TransitionInterdite
        avant, self.etat = self.etat, transition.vers
        self.revision += 1
        inscrire(
            geste,
            auteur=auteur,
            objet=("dossier", self.id),
            details={"de": avant.value, "vers": self.etat.value, **(details or {})},
        )
        publier(GesteFait(self.id, geste, auteur))

    @validates("agent_id")
    def _dater_l_affectation(self, _colonne: str, agent_id: UUID | None) -> UUID | None:
        """Date le changement de mains, d’où qu’il vienne."""
        if agent_id != self.agent_id:
            self.affecte_le = horloge.maintenant()
        return agent_id

    @property
    def attendu_de(self) -> Attendu:
        """Dit de qui l’on attend la suite ; un avis demandé, une évaluation à faire font attendre un tiers."""
        if self.etat in (Etat.DEPOSE, Etat.EN_INSTRUCTION):
            return self._attendu_pendant_l_etude()
        if self.pli_retourne and self.etat in (Etat.DECIDE, Etat.CLOS, Etat.IRRECEVABLE):
            return Attendu.AGENT
        return ATTENDU.get(self.etat, Attendu.PERSONNE)

    def _attendu_pendant_l_etude(self) -> Attendu:
        if self.avis_attendus:
            return Attendu.TIERS
        if self.reponse_attendue:
            return Attendu.USAGER
        return Attendu.TIERS if self.evaluateur_attendu not in (None, self.agent_id) else Attendu.AGENT


class QualiteIntervenant(StrEnum):
    """À quel titre une personne est dans un dossier."""

    BENEFICIAIRE = "beneficiaire"
    DEPOSANT = "deposant"
    REPRESENTANT = "representant"
    MANDATAIRE = "mandataire"
    COSIGNATAIRE = "cosignataire"


class Intervenant(Modele):
    """Une personne d’un dossier et ce qu’elle y peut ; l’accès se juge sur ces liens, jamais sur un courriel."""

    __tablename__ = "intervenant"
    __table_args__ = (
        UniqueConstraint("dossier_id", "qualite", "rang"),
        Index("ix_intervenant_courriel", text("lower(courriel)")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"))
    usager_id: Mapped[UUID | None] = mapped_column(ForeignKey("usager.id"), index=True)
    qualite: Mapped[QualiteIntervenant] = mapped_column(enumeration(QualiteIntervenant))
    rang: Mapped[int] = mapped_column(default=0)
    nom: Mapped[str] = mapped_column(default="")
    courriel: Mapped[str | None]
    telephone: Mapped[str | None] = mapped_column(index=True)
    peut_agir: Mapped[bool] = mapped_column(default=True)


class Complement(Modele):
    """Une demande de compléter, sur des champs et des pièces nommés, avec une date limite (CRPA, L114-5)."""

    __tablename__ = "complement"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), index=True)
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id"))
    elements: Mapped[list[dict[str, str]]] = mapped_column(JsonChiffre("complement.elements"))
    """`[{"type": "champ"|"piece", "identifiant", "precision"}]`."""
    message: Mapped[str] = mapped_column(TexteChiffre("complement.message"))
    reponses_avant: Mapped[dict[str, Any]] = mapped_column(JsonChiffre("complement.reponses_avant"), default=dict)
    demande_le: Mapped[datetime] = mapped_column(instant())
    date_limite: Mapped[date] = mapped_column(index=True)
    rappele_le: Mapped[datetime | None] = mapped_column(instant())
    repondu_le: Mapped[datetime | None] = mapped_column(instant())


class Message(Modele):
    """Un message entre la personne et le service."""

    __tablename__ = "message"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    dossier_id: Mapped[UUID] = mapped_column(ForeignKey("dossier.id"), index=True)
    usager_id: Mapped[UUID | None] = mapped_column(ForeignKey("usager.id"))
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"))
    texte: Mapped[str] = mapped_column(TexteChiffre("message.texte"))
    envoye_le: Mapped[datetime] = mapped_column(instant())
    lu_le: Mapped[datetime | None] = mapped_column(instant())
