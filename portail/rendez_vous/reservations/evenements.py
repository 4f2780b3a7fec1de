"""Ce que les réservations font savoir, dans leur transaction : rappels, liste d’attente, agendas s’y abonnent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portail.rendez_vous.objets.models import Modalite
from portail.rendez_vous.occupations.models import Tenue
from portail.rendez_vous.reservations.etats import EtatParticipation
from portail.rendez_vous.reservations.models import RendezVous


@dataclass(frozen=True, slots=True, kw_only=True)
class RendezVousPris:
    """Une personne vient de prendre un rendez-vous, ou une place d’une séance."""

    rdv_id: UUID
    participation_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RendezVousDeplace:
    """Le rendez-vous a changé d’heure, de lieu ou d’agent."""

    rdv_id: UUID
    ancien_debut: datetime
    ancien_lieu_id: UUID
    par_le_service: bool
    """Faux si la personne l’a demandé, elle-même ou à un agent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RendezVousAnnule:
    """Le rendez-vous entier n’aura pas lieu."""

    rdv_id: UUID
    par_le_service: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRendue:
    """Une personne a quitté une séance, qui a lieu sans elle."""

    rdv_id: UUID
    participation_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceMarquee:
    """Un agent a dit de quelqu’un qu’il est arrivé, venu, absent, excusé."""

    rdv_id: UUID
    participation_id: UUID
    etat: EtatParticipation


@dataclass(frozen=True, slots=True, kw_only=True)
class CreneauLibere:
    """Du temps vient d’être rendu, ou une place d’une séance (`rdv_id`) : quelqu’un l’attend peut-être.

    Les ressources, ou la séance, sont verrouillées jusqu’à la fin de la transaction : qui les reprend dedans les a.
    """

    objet_id: UUID
    lieu_id: UUID
    modalite: Modalite
    debut: datetime
    fin: datetime
    ressource_ids: frozenset[UUID]
    rdv_id: UUID | None = None

    @classmethod
    def quitte_par(
        cls, quoi: RendezVous | Tenue, ressources: Iterable[UUID] = (), *, seance_id: UUID | None = None
    ) -> "CreneauLibere":
        """Rend ce que libère ce rendez-vous, ou ce que l’on gardait ; `seance_id` : une place de cette séance."""
        return cls(
            objet_id=quoi.objet_id,
            lieu_id=quoi.lieu_id,
            modalite=quoi.modalite,
            debut=quoi.debut,
            fin=quoi.fin,
            ressource_ids=frozenset(ressources),
            rdv_id=seance_id,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CreneauOffert:
    """Le service a annulé un rendez-vous et garde celui-ci à la personne jusqu’à une échéance."""

    rdv_annule_id: UUID
    tenue_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class NominatifEfface:
    """Plus rien ne nomme personne dans ce rendez-vous : qui garde un nom ou une adresse les efface aussi."""

    rdv_id: UUID
