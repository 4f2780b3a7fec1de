"""Ce qui se lit des invitations : laquelle vaut encore, pour qui, pour quoi."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import aliased

from portail.identite.models import Agent
from portail.rendez_vous.invitations.models import Invitation
from portail.rendez_vous.objets.models import ObjetRdv, Visibilite
from portail.rendez_vous.reservations.etats import ANNULES, EtatParticipation
from portail.rendez_vous.reservations.habilitations import services_recus
from portail.rendez_vous.reservations.models import Participation, RendezVous
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.erreurs import Introuvable

_premier = aliased(RendezVous)


def invitation_de(identifiant: UUID) -> Invitation:
    """Rend l’invitation ; lève `Introuvable`."""
    invitation = session.get(Invitation, identifiant, populate_existing=True)
    if invitation is None:
        raise Introuvable
    return invitation


def invitation_valable(objet_id: UUID, *, invitation_id: UUID | None, usager_id: UUID | None) -> Invitation | None:
    """Rend l’invitation qui permet de prendre cet objet : celle d’un lien suivi, ou celle de la personne connectée.

    Celle d’un lien ne sert pas à qui est connecté comme quelqu’un d’autre.
    """
    if invitation_id is None and usager_id is None:
        return None
    servables = _servables().where(Invitation.objet_id == objet_id)
    if invitation_id is not None:
        servables = servables.where(Invitation.id == invitation_id)
    if usager_id is not None:
        servables = servables.where(Invitation.usager_id == usager_id)
    return session.scalars(servables).one_or_none()


def sert_encore(invitation: Invitation) -> bool:
    """Vrai si l’invitation, verrouillée, permet encore de prendre un rendez-vous."""
    return session.scalar(select(_servables().where(Invitation.id == invitation.id).exists())) or False


def invitations_de_l_usager(usager_id: UUID) -> Sequence[Invitation]:
    """Rend les invitations qu’une personne connectée peut voir et n’a pas encore servies."""
    vues = _servables().join(ObjetRdv, ObjetRdv.id == Invitation.objet_id)
    siennes = vues.where(Invitation.usager_id == usager_id, ObjetRdv.visibilite != Visibilite.INVISIBLE)
    return session.scalars(siennes.order_by(Invitation.expire_le)).all()


def invitations_en_cours(usager_id: UUID, *, agent: Agent) -> Sequence[Invitation]:
    """Rend les invitations de cette personne dans les services où l’agent reçoit, tant qu’elles courent."""
    services = services_recus(agent)
    en_cours = (
        select(Invitation)
        .join(ObjetRdv, ObjetRdv.id == Invitation.objet_id)
        .where(Invitation.usager_id == usager_id, ObjetRdv.service_code.in_(services))
        .where(Invitation.revoquee_le.is_(None), Invitation.expire_le > horloge.maintenant())
    )
    return session.scalars(en_cours.order_by(Invitation.expire_le)).all() if services else []


def _servables() -> Select[Invitation]:
    """Rend celles qui permettent de prendre un rendez-vous : ni révoquées, ni échues, ni déjà servies."""
    # D’une séance, qui a rendu sa place n’en a plus, même si elle a lieu.
    attendue = exists().where(
        Participation.rdv_id == Invitation.rdv_id,
        Participation.usager_id == Invitation.usager_id,
        Participation.etat != EtatParticipation.ANNULE,
    )
    # Pour des jumeaux, tant que l’un des deux rendez-vous tient.
    groupe = select(_premier.groupe_id).where(_premier.id == Invitation.rdv_id).scalar_subquery()
    un_des_siens = or_(RendezVous.id == Invitation.rdv_id, RendezVous.groupe_id == groupe)
    tient = (un_des_siens, RendezVous.etat.not_in(ANNULES))
    servie = exists().where(*tient, or_(RendezVous.places.is_(None), attendue))
    courent = (Invitation.revoquee_le.is_(None), Invitation.expire_le > horloge.maintenant())
    return select(Invitation).where(*courent, ~servie)
