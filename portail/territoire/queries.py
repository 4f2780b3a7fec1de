"""Ce qui se lit des services du département."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select

from portail.socle.base import session
from portail.socle.erreurs import Introuvable
from portail.territoire.models import Mairie, Service


def service_de(code: str) -> Service:
    """Rend le service de ce code ; lève `Introuvable`."""
    service = session.get(Service, code)
    if service is None:
        raise Introuvable
    return service


def services_nommes(codes: Collection[str]) -> Sequence[Service]:
    """Rend les services de ces codes, par nom."""
    return session.scalars(select(Service).where(Service.code.in_(sorted(codes))).order_by(Service.nom)).all()


def mairie_de(code_insee: str) -> Mairie | None:
    """Rend où écrire à la mairie de cette commune, si on le sait."""
    return session.get(Mairie, code_insee)


def mairies() -> Mapping[str, Mairie]:
    """Rend, par code INSEE, les mairies dont on sait où leur écrire."""
    return {mairie.code_insee: mairie for mairie in session.scalars(select(Mairie))}


def services_actifs() -> Sequence[Service]:
    """Rend les services ouverts, par nom."""
    return session.scalars(select(Service).where(Service.est_actif).order_by(Service.nom)).all()


def tous_les_services() -> Sequence[Service]:
    """Rend tous les services, ouverts d’abord, par nom."""
    return session.scalars(select(Service).order_by(Service.est_actif.desc(), Service.nom)).all()
