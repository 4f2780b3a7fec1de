"""Écrire au lieu depuis son lien, répondre à la personne ; l’avis qui part ne dit rien de ce qui est écrit."""

from uuid import UUID

from sqlalchemy import func, select, update

from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.journal.actions import Auteur, inscrire
from portail.journal.models import TypeAuteur
from portail.notifications.actions import Destinataire, prevoir
from portail.rendez_vous.echanges.models import MessageRdv
from portail.rendez_vous.occupations.models import Occupation
from portail.rendez_vous.rappels import liens
from portail.rendez_vous.rappels.messages import attendue
from portail.rendez_vous.rappels.voies import annonce_de, destinataire
from portail.rendez_vous.reservations.habilitations import peut_recevoir
from portail.rendez_vous.reservations.models import Participation, RendezVous
from portail.rendez_vous.ressources.models import Ressource
from portail.socle import debits, horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Introuvable, SaisieInvalide, TropDeDemandes
from portail.socle.moments import heure_dite, jour_court, jour_dit
from portail.socle.traduction import LANGUE_SOURCE, _

LONGUEUR = 1000
"""Signes au plus : un fil court, pas une messagerie."""
SANS_REPONSE = 5
"""Messages que la personne peut écrire avant qu’on lui réponde."""
PAR_LIEN = "20/day"


def ecrire_au_lieu(participation_id: UUID, *, texte: str) -> MessageRdv:
    """Garde le message de la personne et prévient qui la reçoit.

    `participation_id` vient de son lien ou de son compte. Lève `SaisieInvalide`, `TropDeDemandes`.
    """
    debits.consommer(PAR_LIEN, "rdv/message", str(participation_id))
    with transaction():
        participation = verrouiller(Participation, participation_id)
        if _sans_reponse(participation_id) >= SANS_REPONSE:
            raise TropDeDemandes(
                _("Le lieu n’a pas encore répondu à vos derniers messages. Appelez-le si c’est urgent.")
            )
        message = _garder(participation_id, texte, agent=None)
        rdv = session.get_one(RendezVous, participation.rdv_id)
        inscrire("ecrire_au_lieu", auteur=Auteur(TypeAuteur.USAGER), objet=("rendez_vous", rdv.id))
        _prevenir_le_lieu(rdv, participation_id)
    return message


def repondre(participation_id: UUID, *, agent: Agent, texte: str) -> MessageRdv:
    """Garde la réponse d’un agent et en prévient la personne, si l’on peut lui écrire. Lève `Introuvable`."""
    with transaction():
        participation = verrouiller(Participation, participation_id)
        rdv = session.get_one(RendezVous, participation.rdv_id)
        if not peut_recevoir(agent, rdv.service_code):
            raise Introuvable
        message = _garder(participation_id, texte, agent=agent)
        inscrire("repondre_a_la_personne", auteur=auteur_agent(agent), objet=("rendez_vous", rdv.id))
        _prevenir_la_personne(rdv, participation)
    return message


def noter_la_lecture(participation_id: UUID, *, par_un_agent: bool) -> None:
    """Note que l’autre a lu : les messages de la personne, ou ceux du lieu. Sans effet s’ils l’étaient."""
    d_une_personne = MessageRdv.agent_id.is_(None)
    with transaction():
        session.execute(
            update(MessageRdv)
            .where(
                MessageRdv.participation_id == participation_id,
                MessageRdv.lu_le.is_(None),
                d_une_personne if par_un_agent else ~d_une_personne,
            )
            .values(lu_le=horloge.maintenant())
            .execution_options(synchronize_session=False)
        )


def _garder(participation_id: UUID, texte: str, *, agent: Agent | None) -> MessageRdv:
    propre = texte.strip()
    if not propre:
        raise SaisieInvalide(_("Écrivez votre message."))
    if len(propre) > LONGUEUR:
        raise SaisieInvalide(_("Votre message est trop long : mille signes au plus."))
    message = MessageRdv(
        participation_id=participation_id,
        agent_id=agent.id if agent else None,
        texte=propre,
        ecrit_le=horloge.maintenant(),
    )
    session.add(message)
    session.flush()
    return message


def _sans_reponse(participation_id: UUID) -> int:
    """Rend combien de messages la personne a écrits depuis la dernière réponse."""
    repondu_le = select(func.max(MessageRdv.ecrit_le)).where(
        MessageRdv.participation_id == participation_id, MessageRdv.agent_id.is_not(None)
    )
    derniere = session.scalar(repondu_le)
    depuis = select(func.count()).where(MessageRdv.participation_id == participation_id, MessageRdv.agent_id.is_(None))
    return session.scalar(depuis if derniere is None else depuis.where(MessageRdv.ecrit_le > derniere)) or 0


def _prevenir_le_lieu(rdv: RendezVous, participation_id: UUID) -> None:
    """Écrit aux agents qui reçoivent, sans nommer la personne ni dire pour quoi elle vient."""
    recoivent = session.scalars(
        select(Agent)
        .join(Ressource, Ressource.agent_id == Agent.id)
        .join(Occupation, Occupation.ressource_id == Ressource.id)
        .where(Occupation.rdv_id == rdv.id, Agent.est_actif)
        .distinct()
    ).all()
    contexte = {
        "jour": jour_dit(rdv.debut, LANGUE_SOURCE),
        "heure": heure_dite(rdv.debut, LANGUE_SOURCE),
        "chemin": f"/agents/agenda/rendez-vous/{rdv.numero}",
    }
    for agent in recoivent:
        prevoir(
            Destinataire(courriel=agent.courriel), "agent/rdv_message", contexte, objet=("fil_rdv", participation_id)
        )


def _prevenir_la_personne(rdv: RendezVous, participation: Participation) -> None:
    qui = attendue(rdv, participation)
    for canal in annonce_de(qui.objet, participation).canaux:
        contexte = {
            "jour": jour_dit(rdv.debut, participation.langue),
            "jour_court": jour_court(rdv.debut),
            "telephone": qui.lieu.telephone,
            "chemin": liens.chemin_vers_un_rendez_vous(participation.id, fin=rdv.fin),
        }
        prevoir(destinataire(canal, participation), "rdv/message", contexte, objet=("fil_rdv", participation.id))
