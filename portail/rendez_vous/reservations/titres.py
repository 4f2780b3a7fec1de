"""À quel titre une personne réserve : comme tout le monde, invitée par un agent, ou suivie par son référent."""

from dataclasses import dataclass
from uuid import UUID

from portail.rendez_vous.invitations.models import Invitation
from portail.rendez_vous.invitations.queries import invitation_valable
from portail.rendez_vous.objets.models import ObjetRdv, QuiReserve
from portail.rendez_vous.objets.publics import est_ouvert_a_tous, peut_reserver
from portail.rendez_vous.reservations.erreurs import ReserveAuxAgents, SansTitre
from portail.rendez_vous.ressources.models import Ressource
from portail.rendez_vous.ressources.queries import agenda_du_referent


@dataclass(frozen=True, slots=True, kw_only=True)
class Titre:
    """Ce qui permet de réserver un objet, pour qui, et avec qui."""

    usager_id: UUID | None = None
    """Le compte au nom duquel on réserve : celui de la personne connectée, à défaut celui de la personne invitée."""
    invitation: Invitation | None = None
    referent: Ressource | None = None
    """L’agenda de qui suit la personne : un suivi ne se prend qu’avec lui."""
    service_code: str = ""
    """Le service où il la suit."""

    @property
    def invitation_id(self) -> UUID | None:
        """Rend l’invitation qui servira."""
        return self.invitation.id if self.invitation else None

    @property
    def agents(self) -> frozenset[UUID]:
        """Rend les ressources avec qui l’on vient ; vide : n’importe lesquelles."""
        return frozenset({self.referent.id}) if self.referent else frozenset()


def peut_le_prendre(objet: ObjetRdv, *, usager_id: UUID | None) -> bool:
    """Vrai si cette personne, connectée ou invitée, peut réserver cet objet en ligne."""
    try:
        titre_pour(objet, usager_id=usager_id)
    except ReserveAuxAgents:
        return False
    return True


def titre_pour(objet: ObjetRdv, *, usager_id: UUID | None = None, invitation_id: UUID | None = None) -> Titre:
    """Rend à quel titre cette personne, connectée ou venue par un lien, réserve cet objet.

    Lève `ReserveAuxAgents` si personne ne le réserve en ligne, `SansTitre` si elle n’y est ni invitée ni suivie.
    """
    if est_ouvert_a_tous(objet):
        return Titre(usager_id=usager_id)
    if not peut_reserver(objet, QuiReserve.INVITES):
        raise ReserveAuxAgents
    invitation = invitation_valable(objet.id, invitation_id=invitation_id, usager_id=usager_id)
    suivie = invitation.usager_id if invitation else usager_id
    referent = agenda_du_referent(suivie, objet.service_code) if objet.suivi and suivie else None
    if (objet.suivi and referent is None) or (not objet.suivi and invitation is None):
        raise SansTitre
    return Titre(usager_id=suivie, invitation=invitation, referent=referent, service_code=objet.service_code)
