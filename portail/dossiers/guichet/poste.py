"""Les courriers à poster : ce qu’on imprime, et le jour où l’on note qu’ils sont partis."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portail.documents.composition import composer_a_part
from portail.documents.redaction import Redaction
from portail.dossiers import lettres_du_silence
from portail.dossiers.actions.commun import demarche_du, recalculer, toucher
from portail.dossiers.guichet.habilitations import peut_tenir
from portail.dossiers.habilitations import peut_instruire
from portail.dossiers.models import Document, Dossier, Message
from portail.dossiers.remise import entete
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.notifications.actions import marquer_postee
from portail.notifications.models import Canal, Notification
from portail.notifications.rendu import composer_courriel
from portail.socle import fichiers
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Indisponible, Interdit, Introuvable
from portail.socle.traduction import _

DOCUMENTS: Mapping[str, str] = MappingProxyType(
    {
        "dossier/enregistre": "accuse_enregistrement",
        "dossier/recu": "accuse_reception",
        "dossier/complement": "demande_pieces",
        "dossier/decision": "decision",
        "dossier/classe": "classement",
        "dossier/transmis": "transmission",
        "dossier/silence": lettres_du_silence.GABARIT,
        "dossier/motifs": lettres_du_silence.MOTIFS,
        "dossier/proposition": "proposition",
        "dossier/avance": "avance",
        "dossier/proposition_refus": lettres_du_silence.GABARIT,
    }
)
"""Le document que porte chaque message ; les autres se composent de leur texte."""


def peut_poster(agent: Agent, dossier: Dossier) -> bool:
    """Vrai si l’agent imprime et poste les courriers de ce dossier : qui l’instruit, ou tient le guichet."""
    return peut_instruire(agent, dossier) or peut_tenir(agent, dossier)


def noter_postee(dossier_id: UUID, notification_id: UUID, *, agent: Agent, jour: date) -> Notification:
    """Note qu’un courrier du dossier a été posté ce jour-là ; un accusé de réception n’est transmis qu’alors (L112-12).

    Lève `Interdit`, `Introuvable` si le courrier n’est pas de ce dossier, et ce que lève `marquer_postee`.
    """
    with transaction():
        dossier = verrouiller(Dossier, dossier_id)
        if not peut_poster(agent, dossier):
            raise Interdit
        courrier_de(dossier, notification_id)
        notee = marquer_postee(notification_id, auteur=auteur_agent(agent), jour=jour)
        recalculer(dossier)
        toucher(dossier)
    return notee


def courrier_de(dossier: Dossier, notification_id: UUID) -> Notification:
    """Rend un courrier de ce dossier ; lève `Introuvable`."""
    notification = session.get(Notification, notification_id)
    du_dossier = notification is not None and (notification.objet_type, notification.objet_id) == (
        "dossier",
        str(dossier.id),
    )
    if notification is None or not du_dossier or notification.canal is not Canal.COURRIER:
        raise Introuvable
    return notification


def composer_courrier(dossier: Dossier, notification: Notification) -> bytes:
    """Rend en PDF la lettre à imprimer : le document remis, à défaut le texte du message.

    Lève `Indisponible` tant que le document n’est pas composé.
    """
    nature = DOCUMENTS.get(notification.gabarit)
    document = _document_remis(dossier, nature, notification) if nature else None
    if document is None:
        return _lettre(dossier, notification)
    if document.cle is None or document.empreinte is None:
        raise Indisponible(_("Ce document est en préparation. Réessayez dans quelques instants."))
    return fichiers.lire(document.cle, document.empreinte)


def _document_remis(dossier: Dossier, nature: str, notification: Notification) -> Document | None:
    """Rend le document remis avec ce message, ou sa nouvelle version : il est écrit juste avant lui."""
    trouve = session.scalars(
        select(Document)
        .where(Document.dossier_id == dossier.id, Document.nature == nature, Document.cree_le <= notification.prevu_le)
        .order_by(Document.cree_le.desc())
    ).first()
    while trouve is not None and trouve.remplace_par_id is not None:
        trouve = session.get_one(Document, trouve.remplace_par_id)
    return trouve


def _lettre(dossier: Dossier, notification: Notification) -> bytes:
    demarche, redaction = demarche_du(dossier), Redaction.en(notification.langue)
    corps = _message_ecrit(dossier, notification, redaction) or _texte(notification)
    donnees = entete(dossier, demarche, redaction) | _a_qui(notification) | {"accents": [], **corps}
    return composer_a_part("lettre", donnees, langue=notification.langue)


def _a_qui(notification: Notification) -> dict[str, Any]:
    """Rend l’adresse d’une autre autorité, quand la lettre n’est pas pour la personne."""
    adresse = notification.contexte.get("destinataire")
    return {"destinataire": list(adresse)} if adresse else {}


def _message_ecrit(dossier: Dossier, notification: Notification, redaction: Redaction) -> dict[str, Any] | None:
    """Rend le message du service en toutes lettres : qui n’a pas d’espace ne peut l’y lire."""
    if notification.gabarit != "dossier/message":
        return None
    message = session.scalars(
        select(Message)
        .where(
            Message.dossier_id == dossier.id,
            Message.agent_id.is_not(None),
            Message.envoye_le <= notification.prevu_le,
        )
        .order_by(Message.envoye_le.desc())
    ).first()
    if message is None:
        return None
    return {
        "titre": redaction.traduire(_("Un message au sujet de votre demande")),
        "paragraphes": [ligne for ligne in message.texte.splitlines() if ligne.strip()],
    }


def _texte(notification: Notification) -> dict[str, Any]:
    ecrit = composer_courriel(notification.gabarit, notification.contexte, langue=notification.langue)
    return {"titre": ecrit.objet, "paragraphes": [bloc for bloc in ecrit.texte.split("\n\n") if bloc.strip()]}
