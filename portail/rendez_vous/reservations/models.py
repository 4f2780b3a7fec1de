"""Les rendez-vous, et qui y est attendu. Le nom et l’objet ensemble disent déjà un secret : tout est chiffré."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portail.journal.models import TypeAuteur
from portail.rendez_vous.objets.models import Modalite
from portail.rendez_vous.reservations.etats import EtatParticipation, EtatRdv
from portail.socle.base import Modele
from portail.socle.colonnes import JsonChiffre, TexteChiffre, enumeration, instant


class RendezVous(Modele):
    """Un rendez-vous : quand, où, pour quoi ; ce qu’il mobilise est dans `occupation`."""

    __tablename__ = "rendez_vous"
    __table_args__ = (
        CheckConstraint("debut < fin", name="dans_l_ordre"),
        # La dernière barrière d’une séance : jamais plus de places prises ou gardées qu’elle n’en a.
        CheckConstraint(
            "places_prises >= 0 AND places_tenues >= 0 AND places_prises + places_tenues <= coalesce(places, 1)",
            name="places",
        ),
        Index(None, "lieu_id", "debut"),
        Index(None, "service_code", "debut"),
        Index(None, "objet_id", "debut"),
        Index("ix_rendez_vous_a_anonymiser", "fin", postgresql_where=text("anonymise_le IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    numero: Mapped[str] = mapped_column(unique=True)
    objet_id: Mapped[UUID] = mapped_column(ForeignKey("objet_rdv.id"))
    lieu_id: Mapped[UUID] = mapped_column(ForeignKey("lieu.id"))
    service_code: Mapped[str] = mapped_column(ForeignKey("service.code"))
    modalite: Mapped[Modalite] = mapped_column(enumeration(Modalite))
    debut: Mapped[datetime] = mapped_column(instant())
    """L’heure dite à la personne ; les tampons sont dans `occupation`."""
    fin: Mapped[datetime] = mapped_column(instant())
    etat: Mapped[EtatRdv] = mapped_column(enumeration(EtatRdv), default=EtatRdv.PRIS)
    sequence: Mapped[int] = mapped_column(default=0)
    """Augmente à chaque changement : un agenda sait lequel est le dernier (RFC 5545, SEQUENCE)."""
    places: Mapped[int | None]
    """Une séance à plusieurs : combien. Vide : un rendez-vous individuel."""
    places_prises: Mapped[int] = mapped_column(default=0)
    places_tenues: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """Les places gardées, d’après leurs tenues ; les échues en sortent quand on les efface."""
    groupe_id: Mapped[UUID | None] = mapped_column(index=True)
    """Les rendez-vous pris ensemble, l’un après l’autre : deux jumeaux."""
    remplace_id: Mapped[UUID | None] = mapped_column(ForeignKey("rendez_vous.id"), index=True)
    """Le rendez-vous annulé par le service, à la place duquel celui-ci est pris."""
    motif: Mapped[str | None] = mapped_column(TexteChiffre("rendez_vous.motif"))
    """Pourquoi le service l’annule, tel que la personne le lit."""
    auteur_type: Mapped[TypeAuteur] = mapped_column(enumeration(TypeAuteur))
    auteur_id: Mapped[UUID | None]
    cree_le: Mapped[datetime] = mapped_column(instant())
    modifie_le: Mapped[datetime] = mapped_column(instant())
    anonymise_le: Mapped[datetime | None] = mapped_column(instant())
    """Depuis quand plus rien n’y nomme personne : il ne reste que la statistique."""
    participations: Mapped[list["Participation"]] = relationship(lazy="selectin", order_by="Participation.cree_le")

    @property
    def est_collectif(self) -> bool:
        """Vrai pour une séance à plusieurs."""
        return self.places is not None

    @property
    def minutes(self) -> int:
        """Rend sa durée, en minutes."""
        return (self.fin - self.debut) // timedelta(minutes=1)

    @property
    def places_libres(self) -> int:
        """Rend le nombre de places ni prises, ni gardées."""
        return (self.places or 1) - self.places_prises - self.places_tenues


class Participation(Modele):
    """Une personne attendue à un rendez-vous, et comment la joindre."""

    __tablename__ = "participation"
    __table_args__ = (
        Index("ix_participation_personne", "personne", postgresql_where=text("personne IS NOT NULL")),
        Index("ix_participation_usager", "usager_id", postgresql_where=text("usager_id IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    rdv_id: Mapped[UUID] = mapped_column(ForeignKey("rendez_vous.id"), index=True)
    usager_id: Mapped[UUID | None] = mapped_column(ForeignKey("usager.id"))
    """Le compte de qui a réservé, s’il en a un."""
    personne: Mapped[str | None]
    """L’empreinte de la personne reçue : la même ne prend pas deux fois le même rendez-vous."""
    identite: Mapped[dict[str, Any] | None] = mapped_column(JsonChiffre("participation.identite"))
    """`prenom` et `nom`, ou `pseudonyme` ; `demandeur` quand un tiers réserve pour elle."""
    enfant: Mapped[dict[str, Any] | None] = mapped_column(JsonChiffre("participation.enfant"))
    """`prenom` et `date_naissance`, quand on vient pour un enfant."""
    telephone: Mapped[str | None] = mapped_column(TexteChiffre("participation.telephone"))
    courriel: Mapped[str | None] = mapped_column(TexteChiffre("participation.courriel"))
    adresse: Mapped[str | None] = mapped_column(TexteChiffre("participation.adresse"))
    """Où venir la voir, quand le rendez-vous est chez elle."""
    besoins: Mapped[list[str] | None] = mapped_column(JsonChiffre("participation.besoins"))
    """Des codes : interprète d’une langue, LSF, fauteuil, garde d’enfant."""
    sans_message: Mapped[bool] = mapped_column(default=False)
    """Vrai si la personne demande qu’on ne lui laisse aucun message."""
    langue: Mapped[str] = mapped_column(default="fr")
    etat: Mapped[EtatParticipation] = mapped_column(enumeration(EtatParticipation), default=EtatParticipation.ATTENDU)
    cle: Mapped[str | None] = mapped_column(unique=True)
    """La clé du formulaire envoyé : deux envois du même n’en font qu’un."""
    cree_le: Mapped[datetime] = mapped_column(instant())
    modifiee_le: Mapped[datetime] = mapped_column(instant())

    @property
    def nom_affiche(self) -> str:
        """Rend le prénom et le nom, le pseudonyme, ou rien une fois effacés."""
        identite = self.identite or {}
        return identite.get("pseudonyme") or " ".join(filter(None, [identite.get("prenom"), identite.get("nom")]))
