"""Les activités qu’un agent tient : celles de ses services, et rien des autres."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from portail.identite.models import Agent
from portail.inscriptions.activites.models import Activite, Groupe, Saison
from portail.inscriptions.activites.queries import activite_de, groupe_de
from portail.inscriptions.habilitations import peut_gerer, tient
from portail.socle.base import session
from portail.socle.erreurs import Introuvable


def toutes_les_saisons() -> Sequence[Saison]:
    """Rend les saisons, la plus récente d’abord."""
    return session.scalars(select(Saison).order_by(Saison.debut.desc())).all()


def activites_de_la_saison(saison_id: UUID) -> Sequence[Activite]:
    """Rend toutes les activités d’une saison, par intitulé."""
    siennes = select(Activite).where(Activite.saison_id == saison_id)
    return session.scalars(siennes.order_by(Activite.libelle, Activite.code)).all()


def activites_tenues(agent: Agent) -> list[Activite]:
    """Rend les activités dont l’agent voit les inscrits ou règle les places, la saison la plus récente d’abord."""
    toutes = select(Activite).join(Saison, Saison.id == Activite.saison_id)
    ordre = toutes.order_by(Saison.debut.desc(), Activite.libelle)
    return [une for une in session.scalars(ordre) if tient(agent, une.service_code)]


def activite_tenue(agent: Agent, code: str) -> Activite:
    """Rend une activité d’un service de l’agent ; lève `Introuvable` pour toute autre."""
    activite = activite_de(code)
    if not tient(agent, activite.service_code):
        raise Introuvable
    return activite


def groupe_tenu(agent: Agent, code: str) -> Groupe:
    """Rend un groupe d’un service de l’agent, sans dire qui y est ; lève `Introuvable` pour tout autre."""
    groupe = groupe_de(code)
    if not tient(agent, groupe.activite.service_code):
        raise Introuvable
    return groupe


def groupe_gere(agent: Agent, code: str) -> Groupe:
    """Rend un groupe dont l’agent peut lire les inscrits ; lève `Introuvable` pour tout autre."""
    groupe = groupe_de(code)
    if not peut_gerer(agent, groupe.activite.service_code):
        raise Introuvable
    return groupe


def groupes_de_l_activite(activite_id: UUID) -> Sequence[Groupe]:
    """Rend tous ses groupes, annulés compris, par commune du site puis par jour."""
    siens = select(Groupe).where(Groupe.activite_id == activite_id)
    return session.scalars(siens.order_by(Groupe.lieu_code_insee, Groupe.premier_jour, Groupe.debut, Groupe.code)).all()


def services_geres(agent: Agent) -> frozenset[str]:
    """Rend les services qui ont des activités et dont l’agent inscrit les familles."""
    services = session.scalars(select(Activite.service_code).distinct())
    return frozenset(code for code in services if peut_gerer(agent, code))
