"""Ce qui se lit des régies."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from portail.identite.models import Agent
from portail.paiement.regies.habilitations import services_tenus
from portail.paiement.regies.models import Regie
from portail.socle.base import session
from portail.socle.erreurs import Introuvable
from portail.territoire.models import Service


def regie_de(code: str) -> Regie:
    """Rend la régie de ce code ; lève `Introuvable`."""
    regie = session.scalars(select(Regie).where(Regie.code == code)).one_or_none()
    if regie is None:
        raise Introuvable
    return regie


def regie_par_id(identifiant: UUID) -> Regie:
    """Rend la régie de cet identifiant ; lève `Introuvable`."""
    regie = session.get(Regie, identifiant)
    if regie is None:
        raise Introuvable
    return regie


def regie_et_service(identifiant: UUID) -> tuple[Regie, Service]:
    """Rend la régie et le service qui la tient, en une lecture ; lève `Introuvable`."""
    lus = select(Regie, Service).join(Service, Service.code == Regie.service_code).where(Regie.id == identifiant)
    ligne = session.execute(lus).one_or_none()
    if ligne is None:
        raise Introuvable
    return ligne[0], ligne[1]


def toutes_les_regies() -> Sequence[Regie]:
    """Rend toutes les régies, actives d’abord, par nom."""
    return session.scalars(select(Regie).order_by(Regie.est_active.desc(), Regie.libelle)).all()


def regies_de(agent: Agent) -> Sequence[Regie]:
    """Rend les régies que tient cet agent, par nom."""
    siennes = select(Regie).where(Regie.service_code.in_(services_tenus(agent)))
    return session.scalars(siennes.order_by(Regie.libelle)).all()
