"""Le lien que l’on envoie : 128 bits tirés au sort, dont la base ne garde que l’empreinte.

Chaque message porte le sien ; tous ouvrent le même rendez-vous, et s’éteignent peu après lui.
"""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update

from portail.parametres.queries import entier_au
from portail.rendez_vous.rappels.models import Lien
from portail.socle import horloge
from portail.socle.base import session
from portail.socle.chiffrement import empreinte_cle
from portail.socle.erreurs import Introuvable

CHEMIN = "/r/"
"""Suivi du jeton. Court : il doit tenir dans un SMS."""
OCTETS = 16
GARDE = "rdv_lien_jours"


def chemin_vers_un_rendez_vous(participation_id: UUID, *, fin: datetime) -> str:
    """Rend le chemin d’un lien neuf vers ce rendez-vous ; il s’éteint quelques jours après sa fin [P]."""
    return _nouveau(participation_id=participation_id, expire_le=_apres(fin))


def chemin_vers_une_attente(attente_id: UUID, *, expire_le: datetime) -> str:
    """Rend le chemin d’un lien neuf vers cette inscription en liste d’attente."""
    return _nouveau(attente_id=attente_id, expire_le=expire_le)


def chemin_vers_une_invitation(invitation_id: UUID, *, expire_le: datetime) -> str:
    """Rend le chemin d’un lien neuf vers cette invitation."""
    return _nouveau(invitation_id=invitation_id, expire_le=expire_le)


def _nouveau(*, expire_le: datetime, **vers: UUID) -> str:
    jeton = secrets.token_urlsafe(OCTETS)
    session.add(Lien(empreinte=_empreinte(jeton), cree_le=horloge.maintenant(), expire_le=expire_le, **vers))
    return f"{CHEMIN}{jeton}"


def lien_de(jeton: str) -> Lien:
    """Rend ce que ce jeton ouvre ; lève `Introuvable` s’il est inconnu ou éteint, sans dire lequel."""
    lien = session.get(Lien, _empreinte(jeton), populate_existing=True)
    if lien is None or lien.expire_le <= horloge.maintenant():
        raise Introuvable
    return lien


def prolonger(participation_id: UUID, *, fin: datetime) -> None:
    """Fait valoir les liens déjà envoyés jusqu’après la nouvelle fin du rendez-vous."""
    siens = update(Lien).where(Lien.participation_id == participation_id)
    session.execute(siens.values(expire_le=_apres(fin)).execution_options(synchronize_session=False))


def revoquer(participation_id: UUID) -> None:
    """Éteint les liens déjà envoyés : la personne, ou son numéro, a changé."""
    siens = delete(Lien).where(Lien.participation_id == participation_id)
    session.execute(siens.execution_options(synchronize_session=False))


def eteindre_l_invitation(invitation_id: UUID) -> None:
    """Efface les liens de cette invitation."""
    siens = delete(Lien).where(Lien.invitation_id == invitation_id)
    session.execute(siens.execution_options(synchronize_session=False))


def effacer_les_eteints() -> int:
    """Efface les liens éteints, dans la transaction courante, et rend leur nombre."""
    eteints = session.scalars(select(Lien.empreinte).where(Lien.expire_le <= horloge.maintenant())).all()
    session.execute(delete(Lien).where(Lien.empreinte.in_(eteints)).execution_options(synchronize_session=False))
    return len(eteints)


def _apres(fin: datetime) -> datetime:
    return max(fin, horloge.maintenant()) + timedelta(days=entier_au(GARDE))


def _empreinte(jeton: str) -> str:
    return empreinte_cle(jeton, "lien_rdv")
