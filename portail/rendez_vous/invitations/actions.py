"""Inviter quelqu’un à prendre un rendez-vous, y renoncer ; oublier les invitations échues."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, delete, select

from portail.identite.models import Agent, Usager
from portail.identite.queries import usager_de
from portail.journal.actions import inscrire
from portail.notifications.actions import prevoir, retirer
from portail.notifications.models import Canal
from portail.parametres.queries import entier_au
from portail.rendez_vous.invitations.erreurs import InvitationServie, SansReferent
from portail.rendez_vous.invitations.models import Invitation
from portail.rendez_vous.invitations.queries import invitation_de, sert_encore
from portail.rendez_vous.objets.models import ObjetRdv
from portail.rendez_vous.objets.publics import se_propose
from portail.rendez_vous.rappels import liens
from portail.rendez_vous.rappels.voies import annonce, destinataire
from portail.rendez_vous.reservations.habilitations import Acteur, peut_recevoir
from portail.rendez_vous.ressources.queries import agenda_du_referent
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.demarrage import reglages
from portail.socle.erreurs import Interdit, Introuvable
from portail.socle.moments import jour_court, jour_dit
from portail.socle.tours import chacun_son_tour

GABARIT = "rdv/invitation"


@dataclass(frozen=True, slots=True)
class Remise:
    """Une invitation faite : le chemin de son lien, que l’on ne reverra plus, et par où il est parti."""

    invitation: Invitation
    chemin: str
    canaux: Sequence[Canal]


def inviter(usager_id: UUID, objet_id: UUID, *, agent: Agent) -> Remise:
    """Invite une personne à prendre un rendez-vous de cet objet ; l’invitation d’avant, s’il y en a une, s’éteint.

    Le lien part par courriel ou SMS, en termes neutres ; rien ne part pour un objet qui ne doit pas se lire.
    Lève `Interdit` hors de ses services, `Introuvable` si l’objet se prend autrement, `SansReferent`.
    """
    objet, usager = session.get(ObjetRdv, objet_id), usager_de(usager_id)
    if objet is None or not se_propose(objet):
        raise Introuvable
    if not peut_recevoir(agent, objet.service_code):
        raise Interdit
    if objet.suivi and agenda_du_referent(usager_id, objet.service_code) is None:
        raise SansReferent
    with transaction():
        chacun_son_tour(f"invitation/{usager_id}/{objet_id}")
        for ancienne in session.scalars(_en_cours(usager_id, objet_id)).all():
            _eteindre(ancienne)
        invitation = _ecrire(usager_id, objet_id, agent)
        inscrire("inviter_rendez_vous", auteur=Acteur(agent=agent).auteur, objet=("invitation_rdv", invitation.id))
        chemin = liens.chemin_vers_une_invitation(invitation.id, expire_le=invitation.expire_le)
        canaux = _envoyer(invitation, objet, usager, chemin)
    return Remise(invitation, chemin, canaux)


def revoquer(invitation_id: UUID, *, agent: Agent) -> None:
    """Éteint une invitation et son lien ; ce qui est déjà pris le reste. Lève `Introuvable`, `Interdit`."""
    objet = session.get_one(ObjetRdv, invitation_de(invitation_id).objet_id)
    if not peut_recevoir(agent, objet.service_code):
        raise Interdit
    with transaction():
        invitation = verrouiller(Invitation, invitation_id)
        if invitation.revoquee_le is None:
            _eteindre(invitation)
            acteur = Acteur(agent=agent)
            inscrire("revoquer_invitation", auteur=acteur.auteur, objet=("invitation_rdv", invitation.id))


def servir(invitation_id: UUID, rdv_id: UUID) -> None:
    """Note le rendez-vous pris, dans la transaction courante ; lève `InvitationServie` si elle ne vaut plus.

    Sous verrou : deux envois ne prennent pas deux rendez-vous d’une seule invitation.
    """
    invitation = verrouiller(Invitation, invitation_id)
    if not sert_encore(invitation):
        raise InvitationServie
    invitation.rdv_id = rdv_id
    session.flush()


def effacer_les_echues() -> int:
    """Efface les invitations échues ou révoquées, dans la transaction courante, et rend leur nombre.

    Les rendez-vous pris avec elles restent, sans plus dire qu’ils en viennent.
    """
    finies = (Invitation.expire_le <= horloge.maintenant()) | Invitation.revoquee_le.is_not(None)
    echues = session.scalars(select(Invitation.id).where(finies)).all()
    for identifiant in echues:
        liens.eteindre_l_invitation(identifiant)
    session.execute(delete(Invitation).where(Invitation.id.in_(echues)).execution_options(synchronize_session=False))
    return len(echues)


def _en_cours(usager_id: UUID, objet_id: UUID) -> Select[Invitation]:
    siennes = (Invitation.usager_id == usager_id, Invitation.objet_id == objet_id)
    return select(Invitation).where(*siennes, Invitation.revoquee_le.is_(None)).with_for_update()


def _eteindre(invitation: Invitation) -> None:
    invitation.revoquee_le = horloge.maintenant()
    liens.eteindre_l_invitation(invitation.id)
    retirer(("invitation_rdv", invitation.id))
    session.flush()


def _ecrire(usager_id: UUID, objet_id: UUID, agent: Agent) -> Invitation:
    maintenant = horloge.maintenant()
    invitation = Invitation(
        usager_id=usager_id,
        objet_id=objet_id,
        agent_id=agent.id,
        cree_le=maintenant,
        expire_le=maintenant + timedelta(days=entier_au("rdv_invitation_jours")),
    )
    session.add(invitation)
    session.flush()
    return invitation


def _envoyer(invitation: Invitation, objet: ObjetRdv, usager: Usager, chemin: str) -> Sequence[Canal]:
    dite = annonce(objet, usager)
    contexte = {
        "chemin": chemin,
        "telephone": reglages().departement.telephone,
        "jusqu_au": jour_dit(invitation.expire_le, usager.langue),
        "jusqu_au_court": jour_court(invitation.expire_le),
    }
    for canal in dite.canaux:
        prevoir(destinataire(canal, usager), GABARIT, contexte, objet=("invitation_rdv", invitation.id))
    return dite.canaux
