"""Les personnes que le portail connaît : usagers et leurs comptes, agents et leurs habilitations, sessions."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portail.identite.matricule import nouveau_matricule
from portail.socle.base import Modele
from portail.socle.colonnes import JsonChiffre, TexteChiffre, enumeration, instant

COURRIEL = "courriel"
"""Émetteur des comptes ouverts sans fournisseur d’identité, par un code envoyé par courriel."""


class Usager(Modele):
    """Une personne qui demande ; ce qui est certifié est gardé à part de ce qu’elle déclare."""

    __tablename__ = "usager"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    identite_certifiee: Mapped[dict[str, Any] | None] = mapped_column(JsonChiffre("usager.identite_certifiee"))
    identite_declaree: Mapped[dict[str, Any] | None] = mapped_column(JsonChiffre("usager.identite_declaree"))
    courriel: Mapped[str | None] = mapped_column(index=True)
    telephone: Mapped[str | None] = mapped_column(index=True)
    langue: Mapped[str] = mapped_column(default="fr")
    cree_le: Mapped[datetime] = mapped_column(instant())

    @property
    def agit_par(self) -> UUID | None:
        """Rend le membre d’office qui agit au nom de cet usager, le temps d’une requête ; rien pour une personne."""
        membre: UUID | None = self.__dict__.get("_agit_par")
        return membre

    @agit_par.setter
    def agit_par(self, membre_id: UUID) -> None:
        self.__dict__["_agit_par"] = membre_id

    @property
    def identite(self) -> dict[str, Any]:
        """Rend l’identité certifiée, à défaut celle que la personne a déclarée."""
        return self.identite_certifiee or self.identite_declaree or {}

    @property
    def nom_usage(self) -> str:
        """Rend le nom d’usage que la personne a demandé que l’on emploie (CRPA, L111-3), ou rien."""
        return str((self.identite_declaree or {}).get("nom_usage", ""))

    @property
    def nom_affiche(self) -> str:
        """Rend le premier prénom et le nom de naissance (CRPA, L111-3)."""
        prenoms = self.identite.get("prenoms") or []
        return " ".join(filter(None, [prenoms[0] if prenoms else "", self.identite.get("nom_naissance", "")]))


class Agent(Modele):
    """Un agent du département, ouvert par un administrateur ; le fournisseur authentifie, le portail autorise."""

    __tablename__ = "agent"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    prenom: Mapped[str]
    nom: Mapped[str]
    qualite: Mapped[str]
    courriel: Mapped[str] = mapped_column(unique=True)
    telephone: Mapped[str] = mapped_column(default="")
    siret: Mapped[str]
    est_actif: Mapped[bool] = mapped_column(default=True)
    matricule: Mapped[str] = mapped_column(unique=True, default=nouveau_matricule)
    """Ce qui le désigne à la place de son nom quand la sécurité l’exige ; tiré au sort, il ne dit rien de lui."""
    anonyme: Mapped[bool] = mapped_column(default=False)
    """Vrai si son nom ne se montre pas aux usagers (CRPA, L111-2) ; le motif est au journal."""
    raccourcis: Mapped[bool] = mapped_column(default=True)
    """Vrai si les raccourcis d’une touche sont allumés ; chacun les éteint (RGAA, 12.10)."""
    habilitations: Mapped[list["Habilitation"]] = relationship(lazy="selectin", cascade="all, delete-orphan")

    @property
    def nom_affiche(self) -> str:
        """Rend le prénom et le nom (CRPA, L111-2)."""
        return f"{self.prenom} {self.nom}"


class Role(StrEnum):
    """Ce qu’un agent fait, dans un service."""

    ACCUEIL = "agent_accueil"
    INSTRUCTEUR = "agent_instructeur"
    EVALUATEUR = "evaluateur_medico_social"
    MEDECIN = "medecin"
    RESPONSABLE = "responsable"
    DIRECTEUR = "directeur"
    SECRETAIRE = "secretaire"
    DIRECTEUR_ACTIVITE = "directeur_activite"
    REGISSEUR = "regisseur_comptable"
    PRADA = "prada"
    DPO = "dpo"
    MEDIATEUR = "mediateur"
    ADMINISTRATEUR = "admin_fonctionnel"


class Habilitation(Modele):
    """Un rôle dans un service, sur une démarche ou sur toutes (`demarche` vide)."""

    __tablename__ = "habilitation"
    __table_args__ = (
        UniqueConstraint("agent_id", "role", "service_code", "demarche", postgresql_nulls_not_distinct=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agent.id"), index=True)
    role: Mapped[Role] = mapped_column(enumeration(Role))
    service_code: Mapped[str | None] = mapped_column(ForeignKey("service.code"))
    demarche: Mapped[str | None]


class Compte(Modele):
    """Le lien entre un fournisseur d’identité et une personne : (émetteur, sujet), jamais un courriel."""

    __tablename__ = "compte"
    __table_args__ = (
        UniqueConstraint("emetteur", "sujet"),
        CheckConstraint("num_nonnulls(usager_id, agent_id, membre_id) = 1", name="une_personne"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    emetteur: Mapped[str]
    sujet: Mapped[str]
    usager_id: Mapped[UUID | None] = mapped_column(ForeignKey("usager.id"), index=True)
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"), index=True)
    membre_id: Mapped[UUID | None] = mapped_column(ForeignKey("membre_office.id"), index=True)
    vu_le: Mapped[datetime] = mapped_column(instant())


class SessionOuverte(Modele):
    """Une session côté serveur ; le témoin du navigateur n’en porte que l’identifiant, signé."""

    __tablename__ = "session_ouverte"

    empreinte: Mapped[str] = mapped_column(primary_key=True)
    usager_id: Mapped[UUID | None] = mapped_column(ForeignKey("usager.id"), index=True)
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"), index=True)
    membre_id: Mapped[UUID | None] = mapped_column(ForeignKey("membre_office.id"), index=True)
    second_facteur_le: Mapped[datetime | None] = mapped_column(instant())
    """Quand le membre d’un office a prouvé un second facteur, chez son fournisseur ou ici."""
    fournisseur: Mapped[str] = mapped_column(default="")
    jeton_identite: Mapped[str | None] = mapped_column(TexteChiffre("session_ouverte.jeton_identite"))
    donnees: Mapped[dict[str, Any]] = mapped_column(JsonChiffre("session_ouverte.donnees"), default=dict)
    vue_le: Mapped[datetime] = mapped_column(instant())
    expire_le: Mapped[datetime] = mapped_column(instant(), index=True)


class CodeDeConnexion(Modele):
    """Un code envoyé par courriel, haché, à usage unique, et l’identité déclarée qui l’attend."""

    __tablename__ = "code_de_connexion"

    courriel_empreinte: Mapped[str] = mapped_column(primary_key=True)
    code_empreinte: Mapped[str]
    identite: Mapped[dict[str, Any]] = mapped_column(JsonChiffre("code_de_connexion.identite"))
    essais: Mapped[int] = mapped_column(default=0)
    expire_le: Mapped[datetime] = mapped_column(instant(), index=True)
