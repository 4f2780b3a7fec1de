"""Les requêtes des offices sur une succession, ce qui leur ressemble, et la réponse."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portail.dossiers.numero import nouveau_numero
from portail.notaires.successions.etats import SUITES, EtatRequete, Reponse
from portail.socle.base import Modele
from portail.socle.colonnes import JsonChiffre, TexteChiffre, enumeration, instant
from portail.socle.erreurs import TransitionInterdite
from portail.socle.traduction import _


class Requete(Modele):
    """Une personne décédée, demandée par un office. Tout ce qui la nomme est chiffré."""

    __tablename__ = "requete_succession"
    __table_args__ = (
        Index("ix_requete_succession_office", "office_id", "deposee_le"),
        Index(
            "ix_requete_succession_a_repondre",
            "repondre_le",
            postgresql_where=text("etat IN ('recue', 'identifiee', 'homonymie', 'rapprochee', 'validee')"),
        ),
        Index("ix_requete_succession_defunt", "empreinte_defunt", "deposee_le"),
        Index("ix_requete_succession_etat", "etat", "repondre_le"),
        Index("ix_requete_succession_deposee_le", "deposee_le"),
        Index("ix_requete_succession_repondue_le", "repondue_le"),
        CheckConstraint(
            "etat NOT IN ('rapprochee', 'validee', 'repondue') OR reponse IS NOT NULL", name="reponse_dite"
        ),
        CheckConstraint("etat <> 'repondue' OR repondue_le IS NOT NULL", name="repondue_datee"),
        CheckConstraint("validee_par_id IS NULL OR validee_le IS NOT NULL", name="validee_datee"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    numero: Mapped[str] = mapped_column(unique=True, default=nouveau_numero)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"))
    membre_id: Mapped[UUID] = mapped_column(ForeignKey("membre_office.id"), index=True)
    reference: Mapped[str] = mapped_column(TexteChiffre("requete_succession.reference"))
    """La référence que l’office donne à son dossier."""
    cle_reference: Mapped[int] = mapped_column(BigInteger, index=True)
    """L’empreinte de cette référence : l’office retrouve sa requête sans que la base la lise."""
    lot_id: Mapped[UUID | None] = mapped_column(ForeignKey("lot_successions.id"), index=True)
    conjoint_de_id: Mapped[UUID | None] = mapped_column(ForeignKey("requete_succession.id"), index=True)
    """La requête du défunt dont cette personne est le conjoint prédécédé."""
    defunt: Mapped[dict[str, Any]] = mapped_column(JsonChiffre("requete_succession.defunt"))
    """L’identité (`Identite.en_json`)."""
    deces: Mapped[dict[str, Any]] = mapped_column(JsonChiffre("requete_succession.deces"))
    """Date, commune, dernier domicile, domiciles antérieurs dans le département."""
    succession: Mapped[dict[str, Any]] = mapped_column(JsonChiffre("requete_succession.succession"))
    """Héritiers, testament, donations, assurance-vie, actif estimé."""
    empreinte_defunt: Mapped[int] = mapped_column(BigInteger)
    """L’empreinte de l’identité et de la date de décès : dit un doublon sans nommer personne."""
    cles_voisines: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), default=list)
    """Les empreintes de chaque nom avec le premier prénom, et avec la naissance : disent qui ne varie qu’un peu."""
    acte_id: Mapped[UUID | None] = mapped_column(ForeignKey("justificatif.id"))
    mandat_id: Mapped[UUID | None] = mapped_column(ForeignKey("justificatif.id"))
    etat: Mapped[EtatRequete] = mapped_column(enumeration(EtatRequete))
    deposee_le: Mapped[datetime] = mapped_column(instant())
    repondre_le: Mapped[datetime | None] = mapped_column(instant())
    """L’instant où la réponse part, quelle qu’elle soit : ni plus tôt, ni plus tard."""
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"), index=True)
    reponse: Mapped[Reponse | None] = mapped_column(enumeration(Reponse))
    motif: Mapped[str | None] = mapped_column(TexteChiffre("requete_succession.motif"))
    """Pourquoi l’agent propose cette réponse ; ou ce qu’il faut préciser (réponse C)."""
    departement_competent: Mapped[str | None]
    creances: Mapped[dict[str, Any] | None] = mapped_column(JsonChiffre("requete_succession.creances"))
    """Ce que la réponse B en dit : natures, périodes, montants, tels que notifiés."""
    validee_par_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"))
    validee_le: Mapped[datetime | None] = mapped_column(instant())
    repondue_le: Mapped[datetime | None] = mapped_column(instant())
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"))
    version: Mapped[int] = mapped_column(default=1)
    """Celle que le responsable a lue : on ne valide pas une proposition qui vient de changer."""
    rapprochements: Mapped[list["Rapprochement"]] = relationship(lazy="raise", cascade="all, delete-orphan")

    def passer_a(self, etat: EtatRequete) -> None:
        """Change l’état ; seul endroit où `etat` est modifié. Lève `TransitionInterdite`."""
        if etat not in SUITES[self.etat]:
            raise TransitionInterdite(_("Ce n’est plus possible : la requête a changé d’état entre-temps."))
        self.etat, self.version = etat, self.version + 1


class Verdict(StrEnum):
    """Ce que l’agent dit d’un candidat."""

    A_VOIR = "a_voir"
    RETENU = "retenu"
    ECARTE = "ecarte"


class Rapprochement(Modele):
    """Une personne aidée qui ressemble au défunt, la note, et ce que l’agent en dit.

    Plusieurs peuvent être retenues : le fichier des aides connaît parfois le défunt sous deux numéros.
    """

    __tablename__ = "rapprochement_succession"
    __table_args__ = (
        UniqueConstraint("requete_id", "beneficiaire_id"),
        CheckConstraint("note BETWEEN 0 AND 100", name="note_bornee"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    requete_id: Mapped[UUID] = mapped_column(ForeignKey("requete_succession.id", ondelete="CASCADE"), index=True)
    beneficiaire_id: Mapped[UUID] = mapped_column(ForeignKey("beneficiaire.id", ondelete="CASCADE"), index=True)
    note: Mapped[int]
    accords: Mapped[dict[str, str]] = mapped_column(JsonChiffre("rapprochement_succession.accords"))
    """Point comparé → accord : pourquoi cette note."""
    verdict: Mapped[Verdict] = mapped_column(enumeration(Verdict), default=Verdict.A_VOIR)


class LotSuccessions(Modele):
    """Un fichier de requêtes : chaque ligne garde ce qu’elle contient jusqu’à ce qu’elle soit une requête."""

    __tablename__ = "lot_successions"
    __table_args__ = (UniqueConstraint("office_id", "empreinte"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"), index=True)
    membre_id: Mapped[UUID] = mapped_column(ForeignKey("membre_office.id"))
    nom: Mapped[str] = mapped_column(TexteChiffre("lot_successions.nom"))
    empreinte: Mapped[str]
    """SHA-256 du fichier : le même, envoyé deux fois, n’est qu’un lot."""
    recu_le: Mapped[datetime] = mapped_column(instant())


class EtatLigne(StrEnum):
    """Ce qu’une ligne est devenue."""

    A_TRAITER = "a_traiter"
    FAUTIVE = "fautive"
    DEPOSEE = "deposee"
    RAPPELEE = "rappelee"
    """L’office avait déjà fait cette requête."""


class LigneDeLot(Modele):
    """Une ligne du fichier : ce qu’elle contient, ses fautes, et la requête qu’elle est devenue."""

    __tablename__ = "ligne_lot_successions"
    __table_args__ = (
        UniqueConstraint("lot_id", "ligne"),
        CheckConstraint("(etat = 'deposee') = (requete_id IS NOT NULL)", name="deposee_liee"),
        CheckConstraint("(etat = 'rappelee') = (rappelle_id IS NOT NULL)", name="rappelee_liee"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lot_successions.id", ondelete="CASCADE"), index=True)
    ligne: Mapped[int]
    etat: Mapped[EtatLigne] = mapped_column(enumeration(EtatLigne), default=EtatLigne.A_TRAITER)
    contenu: Mapped[dict[str, str]] = mapped_column(JsonChiffre("ligne_lot_successions.contenu"))
    fautes: Mapped[list[dict[str, str]]] = mapped_column(JsonChiffre("ligne_lot_successions.fautes"), default=list)
    """`[{"colonne", "message"}]` ; vide quand la ligne est bonne."""
    acte_id: Mapped[UUID | None] = mapped_column(ForeignKey("justificatif.id"))
    """L’acte de décès que la colonne `acte` nomme, une fois reçu."""
    requete_id: Mapped[UUID | None] = mapped_column(ForeignKey("requete_succession.id"), unique=True)
    rappelle_id: Mapped[UUID | None] = mapped_column(ForeignKey("requete_succession.id"))
    """La requête du même défunt que l’office a déjà faite : sa réponse est rappelée."""


class SorteAlarme(StrEnum):
    """Ce qui ne ressemble pas à l’usage d’un office."""

    MEME_ACTE = "meme_acte"
    """Le même acte de décès pour deux personnes."""
    VARIATIONS = "variations"
    """Un même nom, des prénoms ou des dates qui varient."""
    RAFALE = "rafale"
    """Trop de requêtes en peu de temps."""
    HORS_HEURES = "hors_heures"
    """Plusieurs requêtes de suite, la nuit ou un jour chômé."""
    DEFUNT_JEUNE = "defunt_jeune"
    """Une personne à l’âge de qui ces aides ne se versent guère."""


class Alarme(Modele):
    """Un usage à vérifier, dit au délégué à la protection des données."""

    __tablename__ = "alarme_recherche"
    __table_args__ = (UniqueConstraint("membre_id", "sorte", "jour"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    office_id: Mapped[UUID] = mapped_column(ForeignKey("office.id"), index=True)
    membre_id: Mapped[UUID] = mapped_column(ForeignKey("membre_office.id"))
    sorte: Mapped[SorteAlarme] = mapped_column(enumeration(SorteAlarme))
    jour: Mapped[date]
    nombre: Mapped[int] = mapped_column(default=1)
    """Combien de fois ce jour-là ; le délégué n’est prévenu que de la première."""
    levee_le: Mapped[datetime] = mapped_column(instant(), index=True)
    vue_le: Mapped[datetime | None] = mapped_column(instant())
    vue_par_id: Mapped[UUID | None] = mapped_column(ForeignKey("agent.id"))
    suite: Mapped[str | None] = mapped_column(TexteChiffre("alarme_recherche.suite"))


class EmpreinteActe(Modele):
    """Un acte de décès déjà montré, et de qui il est : un acte ne vaut que pour une personne."""

    __tablename__ = "empreinte_acte"

    empreinte: Mapped[str] = mapped_column(primary_key=True)
    """SHA-256 du fichier reçu, à clé : la base n’en tire pas l’acte."""
    empreinte_defunt: Mapped[int] = mapped_column(BigInteger)
    vu_le: Mapped[datetime] = mapped_column(instant())
