"""Ce qui se lit des personnes."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import lazyload

from portail.identite.models import Agent, Compte, Habilitation, Role, Usager
from portail.socle.base import session
from portail.socle.erreurs import Introuvable


def usager_de(identifiant: UUID) -> Usager:
    """Rend l’usager ; lève `Introuvable`."""
    usager = session.get(Usager, identifiant)
    if usager is None:
        raise Introuvable
    return usager


def agent_de(identifiant: UUID) -> Agent:
    """Rend l’agent ; lève `Introuvable`."""
    agent = session.get(Agent, identifiant)
    if agent is None:
        raise Introuvable
    return agent


def agents_par_id(identifiants: Sequence[UUID]) -> dict[UUID, Agent]:
    """Rend les agents de ces identifiants, pour les nommer : leurs habilitations ne se lisent que si on les demande."""
    if not identifiants:
        return {}
    requete = select(Agent).where(Agent.id.in_(identifiants)).options(lazyload(Agent.habilitations))
    return {agent.id: agent for agent in session.scalars(requete)}


def compte_de(emetteur: str, sujet: str) -> Compte | None:
    """Rend le compte de ce fournisseur et de ce sujet, s’il existe."""
    return session.scalars(select(Compte).where(Compte.emetteur == emetteur, Compte.sujet == sujet)).first()


def agents_habilites(service_code: str, role: Role) -> Sequence[Agent]:
    """Rend les agents actifs qui ont ce rôle dans ce service, par nom."""
    return session.scalars(
        select(Agent)
        .join(Habilitation)
        .where(Agent.est_actif, Habilitation.service_code == service_code, Habilitation.role == role)
        .order_by(Agent.nom)
    ).all()


def tous_les_agents() -> Sequence[Agent]:
    """Rend tous les agents, par nom."""
    return session.scalars(select(Agent).order_by(Agent.nom, Agent.prenom)).all()
