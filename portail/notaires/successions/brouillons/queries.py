"""Ce qui se lit des requêtes commencées ; tout membre de l’office peut les reprendre."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from portail.identite.notaires.models import Membre
from portail.notaires.successions.brouillons.models import Brouillon
from portail.socle.base import session
from portail.socle.erreurs import Introuvable


def brouillon_de(membre: Membre, brouillon_id: UUID) -> Brouillon:
    """Rend ce brouillon de l’office, envoyé ou non ; lève `Introuvable`."""
    brouillon = session.get(Brouillon, brouillon_id, populate_existing=True)
    if brouillon is None or brouillon.office_id != membre.office_id:
        raise Introuvable
    return brouillon


def brouillons_de(membre: Membre) -> Sequence[Brouillon]:
    """Rend les requêtes commencées par l’office, la dernière d’abord."""
    siens = select(Brouillon).where(Brouillon.office_id == membre.office_id, Brouillon.requete_id.is_(None))
    return session.scalars(siens.order_by(Brouillon.modifie_le.desc())).all()
