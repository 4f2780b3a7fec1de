"""Ce qui se lit des ressources : qui reçoit, où, avec quelles compétences ; qui suit qui."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import or_, select

from portail.identite.models import Agent, Habilitation
from portail.rendez_vous.ressources.habilitations import services_tenus
from portail.rendez_vous.ressources.models import GenreRessource, Referent, Ressource
from portail.socle.base import session
from portail.socle.erreurs import Introuvable
from portail.territoire.models import Service


def ressource_de(identifiant: UUID) -> Ressource:
    """Rend la ressource ; lève `Introuvable`."""
    ressource = session.get(Ressource, identifiant)
    if ressource is None:
        raise Introuvable
    return ressource


def ressource_de_l_agent(agent_id: UUID) -> Ressource | None:
    """Rend la ressource qu’est cet agent, s’il reçoit."""
    return session.scalars(select(Ressource).where(Ressource.agent_id == agent_id)).one_or_none()


def ressources_du_lieu(lieu_id: UUID, *genres: GenreRessource) -> Sequence[Ressource]:
    """Rend les ressources en service rattachées à ce lieu, de ces genres ou de tous, par genre puis par nom."""
    requete = select(Ressource).where(Ressource.lieu_id == lieu_id, Ressource.est_active)
    if genres:
        requete = requete.where(Ressource.genre.in_(genres))
    return session.scalars(requete.order_by(Ressource.genre, Ressource.nom, Ressource.id)).all()


def toutes_les_ressources() -> Sequence[Ressource]:
    """Rend toutes les ressources, par genre puis par nom."""
    return session.scalars(select(Ressource).order_by(Ressource.genre, Ressource.nom, Ressource.id)).all()


def ressources_tenues(par: Agent) -> Sequence[Ressource]:
    """Rend les agendas en service que cet agent tient : le sien, ceux de ses services, les salles s’il en tient un."""
    services = services_tenus(par)
    du_service = select(Habilitation.agent_id).where(Habilitation.service_code.in_(services))
    siennes = [Ressource.agent_id == par.id, Ressource.agent_id.in_(du_service)]
    if services:
        siennes.append(Ressource.agent_id.is_(None))
    return session.scalars(
        select(Ressource).where(Ressource.est_active, or_(*siennes)).order_by(Ressource.genre, Ressource.nom)
    ).all()


def ressources_du_service(service_code: str) -> Sequence[Ressource]:
    """Rend qui reçoit dans ce service, et les salles, équipements et interprètes, en service ; par genre puis nom."""
    agents = select(Habilitation.agent_id).where(Habilitation.service_code == service_code)
    siennes = or_(Ressource.agent_id.is_(None), Ressource.agent_id.in_(agents))
    requete = select(Ressource).where(Ressource.est_active, siennes)
    return session.scalars(requete.order_by(Ressource.genre, Ressource.nom, Ressource.id)).all()


def interpretes_de(langue: str) -> frozenset[UUID]:
    """Rend les interprètes en service qui parlent cette langue."""
    requete = select(Ressource.id).where(
        Ressource.genre == GenreRessource.INTERPRETE, Ressource.est_active, Ressource.langues.contains([langue])
    )
    return frozenset(session.scalars(requete))


def referent_de(usager_id: UUID, service_code: str) -> Agent | None:
    """Rend l’agent, encore actif, qui suit cette personne dans ce service."""
    return session.scalars(
        select(Agent)
        .join(Referent, Referent.agent_id == Agent.id)
        .where(Referent.usager_id == usager_id, Referent.service_code == service_code, Agent.est_actif)
    ).one_or_none()


def agenda_du_referent(usager_id: UUID, service_code: str) -> Ressource | None:
    """Rend l’agenda, en service, de l’agent qui suit cette personne dans ce service."""
    referent = referent_de(usager_id, service_code)
    agenda = ressource_de_l_agent(referent.id) if referent else None
    return agenda if agenda and agenda.est_active else None


def referents_de(usager_id: UUID) -> Mapping[str, Agent]:
    """Rend les agents actifs qui suivent cette personne, par service."""
    lignes = session.execute(
        select(Referent.service_code, Agent)
        .join(Agent, Agent.id == Referent.agent_id)
        .where(Referent.usager_id == usager_id, Agent.est_actif)
        .order_by(Referent.service_code)
    )
    return {ligne[0]: ligne[1] for ligne in lignes}


def referents_par_service(usager_id: UUID, services: Collection[str]) -> Mapping[Service, Agent]:
    """Rend les agents actifs qui suivent cette personne, par service nommé, parmi ces services."""
    lignes = session.execute(
        select(Service, Agent)
        .join(Referent, Referent.service_code == Service.code)
        .join(Agent, Agent.id == Referent.agent_id)
        .where(Referent.usager_id == usager_id, Agent.est_actif, Service.code.in_(sorted(services)))
        .order_by(Service.nom)
    )
    return {ligne[0]: ligne[1] for ligne in lignes}
