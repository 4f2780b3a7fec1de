"""L’agenda d’un agent, ouvert au premier besoin : qui va en visite est pris lui aussi, sans que personne l’inscrive."""

from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from portail.identite.queries import agent_de
from portail.journal.actions import Auteur, inscrire
from portail.rendez_vous.ressources.evenements import AgendaOuvert
from portail.rendez_vous.ressources.models import GenreRessource, Ressource
from portail.socle.base import session
from portail.socle.evenements import publier


def agenda_ouvert(agent_id: UUID, *, auteur: Auteur) -> UUID:
    """Rend la ressource qu’est cet agent, dans la transaction courante ; deux à la fois n’en ouvrent qu’une."""
    existante = select(Ressource.id).where(Ressource.agent_id == agent_id)
    connue = session.scalars(existante).one_or_none()
    if connue is not None:
        return connue
    colonnes = {
        "id": uuid4(),
        "genre": GenreRessource.AGENT,
        "agent_id": agent_id,
        "nom": agent_de(agent_id).nom_affiche,
    }
    neuve = insert(Ressource).values(colonnes).on_conflict_do_nothing(index_elements=["agent_id"])
    ouverte = session.scalars(neuve.returning(Ressource.id)).one_or_none()
    if ouverte is None:
        return session.scalars(existante).one()
    inscrire("ajouter_ressource", auteur=auteur, objet=("ressource", ouverte), details={"agent": str(agent_id)})
    publier(AgendaOuvert(ouverte))
    return ouverte
