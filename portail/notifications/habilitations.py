"""Ce qu’on peut faire d’un message promis."""

from portail.notifications.models import Canal, EtatEnvoi, Notification


def peut_etre_renvoyee(notification: Notification) -> bool:
    """Vrai si le message n’est pas parti et ne partira plus de lui-même."""
    return notification.etat in {EtatEnvoi.ECHEC, EtatEnvoi.REJETE}


def peut_etre_postee(notification: Notification) -> bool:
    """Vrai si c’est un courrier qu’un agent doit encore poster."""
    return notification.canal is Canal.COURRIER and notification.etat is EtatEnvoi.PREVU
