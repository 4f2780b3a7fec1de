"""Ce qui devait partir et n’est pas parti : pour la supervision."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from portail.journal.models import Entree
from portail.notifications.models import Canal, EtatEnvoi, Notification
from portail.socle import horloge
from portail.socle.base import session

RETARD = timedelta(minutes=5)
SILENCE = timedelta(minutes=15)
FENETRE = 20_000
"""Derniers faits du journal relus à chaque relevé : le relevé coûte le même prix quel que soit l’âge de la base."""

PREVIENT: Mapping[str, str] = MappingProxyType(
    {
        "deposer": "dossier/enregistre",
        "accuser_reception": "dossier/recu",
        "demander_complement": "dossier/complement",
        "accepter": "dossier/decision",
        "refuser": "dossier/decision",
        "declarer_irrecevable": "dossier/decision",
        "classer": "dossier/classe",
        "transmettre": "dossier/transmis",
        "transmettre_apres_refus": "dossier/transmis",
        "retirer": "dossier/retire",
        "constater_silence": "dossier/silence",
        "communiquer_motifs": "dossier/motifs",
    }
)
"""Actions du journal après lesquelles la personne doit être prévenue, et par quel message."""


def en_retard() -> int:
    """Rend le nombre de messages promis depuis plus de cinq minutes et toujours pas envoyés."""
    avant = horloge.maintenant() - RETARD
    return _compter(
        Notification.etat == EtatEnvoi.PREVU, Notification.canal != Canal.COURRIER, Notification.prevu_le < avant
    )


def en_echec() -> int:
    """Rend le nombre de messages abandonnés."""
    return _compter(Notification.etat == EtatEnvoi.ECHEC)


def a_poster() -> int:
    """Rend le nombre de courriers qu’un agent doit encore poster."""
    return _compter(Notification.etat == EtatEnvoi.PREVU, Notification.canal == Canal.COURRIER)


def gestes_sans_message() -> int:
    """Rend le nombre de gestes de plus de quinze minutes qui devaient prévenir une personne et n’ont rien promis.

    Toujours zéro, sauf défaut : une adresse perdue ou un message oublié ne se voit pas autrement.
    """
    recents = select(Entree).order_by(Entree.rang.desc()).limit(FENETRE).subquery()
    attendu = or_(*(and_(recents.c.action == un, Notification.gabarit == gabarit) for un, gabarit in PREVIENT.items()))
    promis = exists().where(
        Notification.objet_type == recents.c.objet_type,
        Notification.objet_id == recents.c.objet_id,
        Notification.prevu_le.between(recents.c.instant - RETARD, recents.c.instant + SILENCE),
        attendu,
    )
    anciens = recents.c.instant < horloge.maintenant() - SILENCE
    oublies = select(func.count()).select_from(recents).where(recents.c.action.in_(PREVIENT), anciens, ~promis)
    return session.scalar(oublies) or 0


def _compter(*conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Notification).where(*conditions)) or 0
