"""Les messages entre la personne et le service, avec leurs fichiers."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import update

from portail.dossiers import courriers
from portail.dossiers.actions.commun import prevenir, toucher, verrouiller_pour_agent, verrouiller_pour_usager
from portail.dossiers.etats import Etat
from portail.dossiers.models import Dossier, Message
from portail.identite.actions import auteur_agent, auteur_usager
from portail.identite.models import Agent, Usager
from portail.journal.actions import inscrire
from portail.pieces.actions import Recu, joindre_au_message
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import SaisieInvalide, TransitionInterdite
from portail.socle.traduction import _

LONGUEUR_MAX = 5000


def ecrire_usager(dossier_id: UUID, *, usager: Usager, texte: str, fichiers: Sequence[Recu] = ()) -> Message:
    """Envoie un message de la personne au service et prévient l’agent qui suit le dossier."""
    verifier_texte(texte)
    with transaction():
        dossier = verrouiller_pour_usager(dossier_id, usager)
        if dossier.etat is Etat.BROUILLON:
            raise TransitionInterdite
        message = _ajouter(dossier, texte, usager_id=usager.id)
        for recu in fichiers:
            joindre_au_message(dossier.id, message.id, recu)
        inscrire(
            "ecrire", auteur=auteur_usager(usager), objet=("dossier", dossier.id), details={"fichiers": len(fichiers)}
        )
        courriers.prevenir_agent(dossier, "agent/message")
    return message


def ecrire_agent(dossier_id: UUID, *, agent: Agent, texte: str, fichiers: Sequence[Recu] = ()) -> Message:
    """Envoie un message du service à la personne et la prévient."""
    verifier_texte(texte)
    with transaction():
        dossier = verrouiller_pour_agent(dossier_id, agent)
        return adresser(dossier, agent=agent, texte=texte, fichiers=fichiers)


def adresser(dossier: Dossier, *, agent: Agent, texte: str, fichiers: Sequence[Recu] = ()) -> Message:
    """Envoie un message du service au sujet du dossier, déjà verrouillé, dans la transaction courante."""
    message = _ajouter(dossier, texte, agent_id=agent.id)
    for recu in fichiers:
        joindre_au_message(dossier.id, message.id, recu)
    inscrire("ecrire", auteur=auteur_agent(agent), objet=("dossier", dossier.id), details={"fichiers": len(fichiers)})
    prevenir(dossier, "dossier/message")
    return message


def verifier_texte(texte: str) -> None:
    """Lève `SaisieInvalide` si le message est vide ou trop long."""
    if not texte.strip():
        raise SaisieInvalide(_("Écrivez votre message avant de l’envoyer."))
    if len(texte) > LONGUEUR_MAX:
        raise SaisieInvalide(
            _("Votre message est trop long : %(longueur)s caractères, pour %(maximum)s au plus."),
            {"longueur": len(texte), "maximum": LONGUEUR_MAX},
        )


def _ajouter(dossier: Dossier, texte: str, *, usager_id: UUID | None = None, agent_id: UUID | None = None) -> Message:
    message = Message(
        dossier_id=dossier.id,
        usager_id=usager_id,
        agent_id=agent_id,
        texte=texte.strip(),
        envoye_le=horloge.maintenant(),
    )
    session.add(message)
    session.flush()
    toucher(dossier)
    return message


def marquer_lus_par_usager(dossier_id: UUID, *, usager: Usager) -> None:
    """Note que la personne a lu les messages du service."""
    with transaction():
        dossier = verrouiller_pour_usager(dossier_id, usager)
        _marquer(dossier, Message.agent_id.is_not(None))


def marquer_lus_par_agent(dossier_id: UUID, *, agent: Agent) -> None:
    """Note que le service a lu les messages de la personne."""
    with transaction():
        dossier = verrouiller_pour_agent(dossier_id, agent)
        _marquer(dossier, Message.usager_id.is_not(None))


def _marquer(dossier: Dossier, de_qui: object) -> None:
    session.execute(
        update(Message)
        .where(Message.dossier_id == dossier.id, de_qui, Message.lu_le.is_(None))  # type: ignore[arg-type]
        .values(lu_le=horloge.maintenant())
    )
