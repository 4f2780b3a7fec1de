"""Envoyer ce qui est promis, et retrouver ce qui s’est perdu en route."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from jinja2 import TemplateError
from sqlalchemy import delete, select

from portail.notifications.courriel import PieceJointe, mettre_en_forme
from portail.notifications.models import Canal, Cause, EtatEnvoi, Notification
from portail.notifications.rendu import composer_courriel, composer_sms
from portail.notifications.transport import EchecEnvoi, EnvoiImpossible, expedier_courriel, expedier_sms
from portail.socle import fichiers, horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Indisponible, Introuvable
from portail.socle.taches import ESSAIS, differer, en_file, periodique, tache

OUBLI = timedelta(minutes=5)
LOT = 500
GARDE_DES_CODES = timedelta(days=1)
CONNEXION = "connexion"
"""Objet des messages qui portent un code : ils ne prouvent rien et ne servent plus au bout d’un quart d’heure."""


@tache("notifications.envoyer")
def envoyer(notification_id: str) -> None:
    """Envoie un message promis, une fois ; une panne se reprend, un refus du destinataire ne se reprend pas."""
    notification = _prendre(UUID(notification_id))
    if notification is None:
        return
    try:
        _expedier(notification)
    except EchecEnvoi as echec:
        reprise = echec.reprise and notification.essais < ESSAIS
        _conclure(notification.id, EtatEnvoi.PREVU if reprise else echec.etat, erreur=echec.trace)
        if reprise:
            raise
    else:
        _conclure(notification.id, EtatEnvoi.ENVOYE)


def _prendre(identifiant: UUID) -> Notification | None:
    """Compte un essai et rend le message s’il reste à envoyer ; la transaction est finie quand l’envoi commence."""
    with transaction():
        try:
            notification = verrouiller(Notification, identifiant)
        except Introuvable:
            return None
        if notification.etat is not EtatEnvoi.PREVU or notification.canal is Canal.COURRIER:
            return None
        notification.essais += 1
    return notification


def _conclure(identifiant: UUID, etat: EtatEnvoi, *, erreur: str = "") -> None:
    with transaction():
        notification = verrouiller(Notification, identifiant)
        notification.etat, notification.erreur = etat, erreur
        if etat is EtatEnvoi.ENVOYE:
            notification.envoye_le = horloge.maintenant()


def _expedier(notification: Notification) -> None:
    """Compose et remet le message ; lève `EchecEnvoi`."""
    duree = notification.contexte.get("minutes")
    if duree and horloge.maintenant() > notification.prevu_le + timedelta(minutes=duree):
        raise EchecEnvoi(Cause.PERIME)
    par_canal = {Canal.COURRIEL: _expedier_courriel, Canal.SMS: _expedier_sms}
    try:
        par_canal[notification.canal](notification)
    except TemplateError:
        raise EnvoiImpossible(Cause.GABARIT) from None


def _expedier_courriel(notification: Notification) -> None:
    courriel = composer_courriel(notification.gabarit, notification.contexte, langue=notification.langue)
    message = mettre_en_forme(
        courriel,
        adresse=notification.adresse,
        identifiant=str(notification.id),
        langue=notification.langue,
        jointes=_jointes(notification.contexte),
        important=bool(notification.contexte.get("important")),
    )
    expedier_courriel(message)


def _expedier_sms(notification: Notification) -> None:
    texte = composer_sms(notification.gabarit, notification.contexte, langue=notification.langue)
    expedier_sms(texte, telephone=notification.adresse, identifiant=str(notification.id))


def _jointes(contexte: Mapping[str, Any]) -> list[PieceJointe]:
    """Rend ce que le contexte désigne : un PDF (`document` : nom, cle, empreinte), un rendez-vous (`agenda`)."""
    agenda, document = contexte.get("agenda"), contexte.get("document")
    if agenda:
        return [PieceJointe(agenda["nom"], agenda["texte"].encode(), "text/calendar")]
    if not document:
        return []
    try:
        contenu = fichiers.lire(document["cle"], document["empreinte"])
    except (fichiers.FichierAltere, Indisponible):
        raise EnvoiImpossible(Cause.DOCUMENT) from None
    return [PieceJointe(document["nom"], contenu)]


@periodique("notifications.retrouver_les_oubliees", "*/5 * * * *")
def retrouver_les_oubliees() -> None:
    """Remet en file les messages promis dont la tâche a disparu."""
    with transaction():
        for identifiant in _oubliees(avant=horloge.maintenant() - OUBLI):
            differer(envoyer, notification_id=identifiant)


def _oubliees(*, avant: datetime) -> list[str]:
    en_cours = en_file(envoyer, "notification_id")
    promises = session.scalars(
        select(Notification.id)
        .where(
            Notification.etat == EtatEnvoi.PREVU, Notification.canal != Canal.COURRIER, Notification.prevu_le < avant
        )
        .order_by(Notification.prevu_le)
        .limit(len(en_cours) + LOT)
    )
    return [identifiant for identifiant in map(str, promises) if identifiant not in en_cours]


@periodique("notifications.purger_les_codes", "50 * * * *")
def purger_les_codes() -> None:
    """Efface les messages de connexion de la veille : une adresse tapée n’est pas à garder."""
    with transaction():
        session.execute(
            delete(Notification).where(
                Notification.objet_type == CONNEXION, Notification.prevu_le < horloge.maintenant() - GARDE_DES_CODES
            )
        )
