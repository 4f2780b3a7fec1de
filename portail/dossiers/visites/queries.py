"""Ce qui se lit des visites."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from portail.demarche.declaration import Demarche
from portail.dossiers.models import Dossier
from portail.dossiers.visites.habilitations import peut_visiter
from portail.dossiers.visites.models import EtatVisite, Visite
from portail.identite.models import Agent, Role
from portail.identite.queries import agents_habilites
from portail.socle.base import session


def visites_de(dossier: Dossier) -> Sequence[Visite]:
    """Rend les visites du dossier, la plus récente d’abord."""
    du_dossier = select(Visite).where(Visite.dossier_id == dossier.id)
    return session.scalars(du_dossier.order_by(Visite.debut.desc()).execution_options(populate_existing=True)).all()


def planifiee(visites: Sequence[Visite]) -> Visite | None:
    """Rend celle qui est prévue, même si son heure est passée ; rien sinon."""
    return next((une for une in visites if une.etat is EtatVisite.PLANIFIEE), None)


def evaluateurs_de(dossier: Dossier, demarche: Demarche) -> list[Agent]:
    """Rend les agents qui peuvent faire la visite de ce dossier, par nom."""
    if demarche.visite is None:
        return []
    trouves = (un for role in demarche.visite.roles for un in agents_habilites(dossier.service_code, Role(role.value)))
    par_id = {agent.id: agent for agent in trouves if peut_visiter(agent, dossier, demarche)}
    return sorted(par_id.values(), key=lambda agent: (agent.nom, agent.prenom))


def prevues_pour(evaluateurs: Collection[UUID], depuis: datetime) -> Sequence[Visite]:
    """Rend les visites à venir de ces agents, la plus proche d’abord ; sans dire chez qui, à qui ne le sait pas."""
    return session.scalars(
        select(Visite)
        .where(Visite.evaluateur_id.in_(evaluateurs), Visite.etat == EtatVisite.PLANIFIEE, Visite.fin > depuis)
        .order_by(Visite.debut)
    ).all()


def a_rappeler(depuis: datetime, jusqu_a: datetime, *, limite: int) -> Sequence[UUID]:
    """Rend les visites prévues entre ces instants que l’on n’a pas encore rappelées."""
    return session.scalars(
        select(Visite.id)
        .where(
            Visite.etat == EtatVisite.PLANIFIEE,
            Visite.rappelee_le.is_(None),
            Visite.debut > depuis,
            Visite.debut < jusqu_a,
        )
        .order_by(Visite.debut)
        .limit(limite)
    ).all()
