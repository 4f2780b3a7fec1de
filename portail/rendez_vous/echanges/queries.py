"""Ce qui se lit du fil d’un rendez-vous, et de l’histoire d’une personne avec les lieux."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import lazyload

from portail.identite.models import Agent
from portail.rendez_vous.echanges.models import MessageRdv
from portail.rendez_vous.lieux.models import Lieu
from portail.rendez_vous.objets.models import ObjetRdv, Visibilite
from portail.rendez_vous.reservations.etats import EtatParticipation, EtatRdv
from portail.rendez_vous.reservations.habilitations import peut_recevoir, services_recus
from portail.rendez_vous.reservations.models import Participation, RendezVous
from portail.socle.base import session


@dataclass(frozen=True, slots=True, kw_only=True)
class RendezVousPasse:
    """Un rendez-vous d’une personne, à venir ou passé, pour la fiche que lit un agent.

    `objet` est vide pour qui n’est pas du service qui reçoit : le nom et l’objet ensemble n’en sortent pas.
    """

    numero: str
    debut: datetime
    lieu: str
    objet: str
    etat: EtatRdv
    presence: EtatParticipation
    est_ouvert: bool
    """Vrai si cet agent peut ouvrir le rendez-vous."""


def fil(participation_id: UUID) -> Sequence[MessageRdv]:
    """Rend les messages de ce fil, du premier au dernier ; l’appelant a vérifié le lien, le compte ou le service."""
    siens = select(MessageRdv).where(MessageRdv.participation_id == participation_id)
    return session.scalars(siens.order_by(MessageRdv.ecrit_le, MessageRdv.id)).all()


def messages_a_lire(agent: Agent) -> dict[UUID, int]:
    """Rend combien de messages de personnes attendent d’être lus, par participation, dans les services de l’agent."""
    non_lus = (
        select(MessageRdv.participation_id, func.count())
        .join(Participation, Participation.id == MessageRdv.participation_id)
        .join(RendezVous, RendezVous.id == Participation.rdv_id)
        .where(
            MessageRdv.agent_id.is_(None),
            MessageRdv.lu_le.is_(None),
            RendezVous.service_code.in_(services_recus(agent)),
        )
        .group_by(MessageRdv.participation_id)
    )
    return {ligne[0]: ligne[1] for ligne in session.execute(non_lus)}


def historique_de(usager_id: UUID, *, agent: Agent) -> Sequence[RendezVousPasse]:
    """Rend les rendez-vous d’une personne, le plus récent d’abord, pour sa fiche.

    Un rendez-vous dont l’objet ne se montre pas (`Visibilite`) ne se lit que dans le service qui reçoit.
    """
    lignes = session.execute(
        select(RendezVous, Participation, ObjetRdv, Lieu)
        .join(Participation, Participation.rdv_id == RendezVous.id)
        .join(ObjetRdv, ObjetRdv.id == RendezVous.objet_id)
        .join(Lieu, Lieu.id == RendezVous.lieu_id)
        .where(Participation.usager_id == usager_id)
        .order_by(RendezVous.debut.desc())
        # La ligne dit déjà qui vient, et l’objet n’est lu que pour son intitulé.
        .options(lazyload(RendezVous.participations), lazyload(ObjetRdv.besoins))
    ).all()
    lus = [(rdv, une, objet, lieu, peut_recevoir(agent, rdv.service_code)) for rdv, une, objet, lieu in lignes]
    return [
        RendezVousPasse(
            numero=rdv.numero,
            debut=rdv.debut,
            lieu=lieu.nom if ouvert else "",
            objet=objet.libelle if ouvert else "",
            etat=rdv.etat,
            presence=participation.etat,
            est_ouvert=ouvert,
        )
        for rdv, participation, objet, lieu, ouvert in lus
        if ouvert or objet.visibilite is Visibilite.VISIBLE
    ]
