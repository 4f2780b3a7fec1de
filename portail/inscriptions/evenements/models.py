"""Les évènements du Département, qui s’y inscrit, et les liens qui ouvrent une inscription sans compte."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portail.socle.base import Modele
from portail.socle.colonnes import JsonChiffre, TexteChiffre, enumeration, instant


class EtatInscription(StrEnum):
    """Où en est une inscription à un évènement."""

    A_CONFIRMER = "a_confirmer"
    """Le courriel n’est pas encore vérifié ; la place, s’il y en avait, est tenue jusqu’à l’échéance dite."""
    ATTENTE = "attente"
    INSCRIT = "inscrit"
    ANNULE = "annule"


ACTIVES = (EtatInscription.A_CONFIRMER, EtatInscription.ATTENTE, EtatInscription.INSCRIT)


class Accueil(StrEnum):
    """Ce qu’il faut à une personne pour suivre l’évènement."""

    LSF = "lsf"
    BOUCLE = "boucle"
    VELOTYPIE = "velotypie"
    FAUTEUIL = "fauteuil"


class Regime(StrEnum):
    """Ce qu’une personne mange, quand il y a un repas ; rien qui dise une croyance."""

    VEGETARIEN = "vegetarien"
    SANS_GLUTEN = "sans_gluten"
    SANS_LACTOSE = "sans_lactose"


class Evenement(Modele):
    """Un évènement : quoi, où, quand, et comment l’on s’y inscrit."""

    __tablename__ = "evenement"
    __table_args__ = (
        CheckConstraint("debut < fin", name="dans_l_ordre"),
        CheckConstraint("ouvre_le < ferme_le AND ferme_le <= fin", name="ouverture"),
        Index(None, "service_code", "debut"),
        Index("ix_evenement_public", "debut", postgresql_where=text("publie_le IS NOT NULL")),
        Index("ix_evenement_a_oublier", "fin", postgresql_where=text("anonymise_le IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(unique=True)
    """Ce qui le nomme dans l’adresse de sa page."""
    service_code: Mapped[str] = mapped_column(ForeignKey("service.code"))
    quota_id: Mapped[UUID] = mapped_column(ForeignKey("quota.id"), unique=True)
    titre: Mapped[str]
    explication: Mapped[str]
    lieu_nom: Mapped[str]
    lieu_adresse: Mapped[str]
    acces: Mapped[str] = mapped_column(default="")
    """Ce qui est prévu sur place : entrée de plain-pied, places réservées."""
    debut: Mapped[datetime] = mapped_column(instant())
    fin: Mapped[datetime] = mapped_column(instant())
    ouvre_le: Mapped[datetime] = mapped_column(instant())
    ferme_le: Mapped[datetime] = mapped_column(instant())
    repas: Mapped[bool] = mapped_column(default=False)
    enregistre: Mapped[bool] = mapped_column(default=False)
    """Filmé ou enregistré : on l’annonce, et l’on peut s’y opposer."""
    usage_des_images: Mapped[str] = mapped_column(default="")
    """Ce que deviennent ces images : où, pour qui, combien de temps (RGPD, article 13)."""
    partenaires: Mapped[bool] = mapped_column(default=False)
    """Réservé aux structures invitées, chacune dans la limite de ses places."""
    sequence: Mapped[int] = mapped_column(default=0)
    """Augmente à chaque changement que l’agenda de la personne doit apprendre (RFC 5545, SEQUENCE)."""
    cree_le: Mapped[datetime] = mapped_column(instant())
    modifie_le: Mapped[datetime] = mapped_column(instant())
    publie_le: Mapped[datetime | None] = mapped_column(instant())
    annule_le: Mapped[datetime | None] = mapped_column(instant())
    raison_annulation: Mapped[str] = mapped_column(default="")
    """Telle que les inscrits la lisent."""
    anonymise_le: Mapped[datetime | None] = mapped_column(instant())
    structures: Mapped[list["StructureInvitee"]] = relationship(lazy="selectin", order_by="StructureInvitee.libelle")

    @property
    def quotas(self) -> list[UUID]:
        """Rend tous les compteurs de l’évènement, dans l’ordre où ils se verrouillent."""
        return sorted({self.quota_id, *(une.quota_id for une in self.structures)})

    def quotas_pour(self, structure_id: UUID | None) -> list[UUID]:
        """Rend les compteurs où se prend une place de cette structure, ou de qui n’en a pas."""
        siens = [une.quota_id for une in self.structures if une.id == structure_id]
        return sorted([self.quota_id, *siens])


class StructureInvitee(Modele):
    """Une structure partenaire et ses places, comprises dans celles de l’évènement."""

    __tablename__ = "structure_invitee"
    __table_args__ = (Index(None, "evenement_id", "libelle", unique=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    evenement_id: Mapped[UUID] = mapped_column(ForeignKey("evenement.id"))
    quota_id: Mapped[UUID] = mapped_column(ForeignKey("quota.id"), unique=True)
    libelle: Mapped[str]


class InscriptionEvenement(Modele):
    """Une personne, celles qui l’accompagnent, et leurs places. Une seule à la fois par adresse et par évènement."""

    __tablename__ = "inscription_evenement"
    __table_args__ = (
        CheckConstraint("places >= 1", name="au_moins_une"),
        CheckConstraint("0 <= presents AND presents <= places", name="presents"),
        CheckConstraint("(etat = 'a_confirmer') = (expire_le IS NOT NULL)", name="echeance"),
        CheckConstraint("(etat = 'annule') = (annule_le IS NOT NULL)", name="annulation"),
        CheckConstraint("etat <> 'attente' OR attend_depuis IS NOT NULL", name="rang"),
        Index(
            "uq_inscription_evenement_adresse",
            "evenement_id",
            "adresse_empreinte",
            unique=True,
            postgresql_where=text("etat <> 'annule' AND adresse_empreinte IS NOT NULL"),
        ),
        Index(
            "ix_inscription_evenement_file", "evenement_id", "attend_depuis", postgresql_where=text("etat = 'attente'")
        ),
        Index("ix_inscription_evenement_echeance", "expire_le", postgresql_where=text("etat = 'a_confirmer'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    numero: Mapped[str] = mapped_column(unique=True)
    evenement_id: Mapped[UUID] = mapped_column(ForeignKey("evenement.id"), index=True)
    structure_id: Mapped[UUID | None] = mapped_column(ForeignKey("structure_invitee.id"))
    usager_id: Mapped[UUID | None] = mapped_column(ForeignKey("usager.id"), index=True)
    """Le compte de qui s’inscrit, s’il en a un."""
    identite: Mapped[dict[str, Any] | None] = mapped_column(JsonChiffre("inscription_evenement.identite"))
    """`prenom`, `nom`, `organisme`, et `accompagnants` : un nom par ligne écrite, au plus une par place de plus."""
    courriel: Mapped[str | None] = mapped_column(TexteChiffre("inscription_evenement.courriel"))
    adresse_empreinte: Mapped[str | None]
    besoins: Mapped[dict[str, Any] | None] = mapped_column(JsonChiffre("inscription_evenement.besoins"))
    """`accessibilite` et `regimes` : des codes."""
    refuse_l_image: Mapped[bool] = mapped_column(default=False)
    langue: Mapped[str] = mapped_column(default="fr")
    places: Mapped[int]
    presents: Mapped[int] = mapped_column(default=0)
    """Combien sont venus ; le nombre reste quand les noms s’oublient."""
    etat: Mapped[EtatInscription] = mapped_column(enumeration(EtatInscription))
    expire_le: Mapped[datetime | None] = mapped_column(instant())
    attend_depuis: Mapped[datetime | None] = mapped_column(instant())
    inscrit_le: Mapped[datetime | None] = mapped_column(instant())
    annule_le: Mapped[datetime | None] = mapped_column(instant())
    rappele_le: Mapped[datetime | None] = mapped_column(instant())
    cree_le: Mapped[datetime] = mapped_column(instant())
    cle: Mapped[str | None] = mapped_column(unique=True)
    """La clé du formulaire envoyé : deux envois du même n’en font qu’un."""
    evenement: Mapped[Evenement] = relationship(lazy="raise_on_sql")

    @property
    def nom_affiche(self) -> str:
        """Rend le prénom et le nom, ou rien une fois oubliés."""
        identite = self.identite or {}
        return " ".join(filter(None, [identite.get("prenom"), identite.get("nom")]))

    @property
    def organisme(self) -> str:
        """Rend l’organisme dit, ou rien."""
        return str((self.identite or {}).get("organisme") or "")

    @property
    def accompagnants(self) -> list[str]:
        """Rend les noms écrits de qui accompagne."""
        return list((self.identite or {}).get("accompagnants") or ())

    @property
    def accessibilite(self) -> list[str]:
        """Rend les codes de `Accueil` demandés."""
        return list((self.besoins or {}).get("accessibilite") or ())

    @property
    def regimes(self) -> list[str]:
        """Rend les codes de `Regime` demandés."""
        return list((self.besoins or {}).get("regimes") or ())


class LienEvenement(Modele):
    """Un lien envoyé ; la base n’en garde que l’empreinte. Il ouvre une inscription, et rien d’autre."""

    __tablename__ = "lien_evenement"

    empreinte: Mapped[str] = mapped_column(primary_key=True)
    inscription_id: Mapped[UUID] = mapped_column(ForeignKey("inscription_evenement.id", ondelete="CASCADE"), index=True)
    cree_le: Mapped[datetime] = mapped_column(instant())
    expire_le: Mapped[datetime] = mapped_column(instant(), index=True)
