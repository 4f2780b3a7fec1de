"""Ce qui devait partir et n’est pas parti : pour la supervision."""

from datetime import timedelta

from sqlalchemy import ColumnElement, func, select

from portail.notifications.models import EtatEnvoi, Notification
from portail.socle import horloge
from portail.socle.base import session

RETARD = timedelta(minutes=5)


def en_retard() -> int:
    """Rend le nombre de messages promis depuis plus de cinq minutes et toujours pas envoyés."""
    avant = horloge.maintenant() - RETARD
    return _compter(Notification.etat == EtatEnvoi.PREVU, Notification.prevu_le < avant)


def en_echec() -> int:
    """Rend le nombre de messages abandonnés."""
    return _compter(Notification.etat == EtatEnvoi.ECHEC)


def _compter(*conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Notification).where(*conditions)) or 0
