"""Suivre un dossier, ne plus le suivre ; retenir qu’on vient de l’ouvrir."""

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from portail.dossiers.habilitations import peut_lire
from portail.dossiers.models import Dossier
from portail.dossiers.suivis.models import SuiviDossier, VuDossier
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.journal.actions import inscrire
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Introuvable


def suivre(dossier_id: UUID, *, agent: Agent) -> None:
    """Prévient désormais l’agent de ce qui arrive au dossier ; deux fois, c’est une fois. Lève `Introuvable`."""
    with transaction():
        dossier = verrouiller(Dossier, dossier_id)
        if not peut_lire(agent, dossier):
            raise Introuvable
        suivi = insert(SuiviDossier).values(agent_id=agent.id, dossier_id=dossier.id, depuis=horloge.maintenant())
        if session.scalars(suivi.on_conflict_do_nothing().returning(SuiviDossier.agent_id)).first():
            inscrire("suivre", auteur=auteur_agent(agent), objet=("dossier", dossier.id))


def ne_plus_suivre(dossier_id: UUID, *, agent: Agent) -> None:
    """Ne prévient plus l’agent ; sans effet s’il ne suivait pas."""
    with transaction():
        fin = delete(SuiviDossier).where(SuiviDossier.agent_id == agent.id, SuiviDossier.dossier_id == dossier_id)
        if session.scalars(fin.returning(SuiviDossier.agent_id)).first():
            inscrire("ne_plus_suivre", auteur=auteur_agent(agent), objet=("dossier", dossier_id))


def noter_la_lecture(dossier_id: UUID, *, agent: Agent) -> None:
    """Note au journal que l’agent ouvre le dossier, et le retient : ce qui y change ensuite lui sera dit non lu."""
    vu = insert(VuDossier).values(agent_id=agent.id, dossier_id=dossier_id, vu_le=horloge.maintenant())
    remplace = vu.on_conflict_do_update(
        index_elements=[VuDossier.agent_id, VuDossier.dossier_id], set_={"vu_le": vu.excluded.vu_le}
    )
    with transaction():
        session.execute(remplace)
        inscrire("lire", auteur=auteur_agent(agent), objet=("dossier", dossier_id))


def laisser_non_lu(dossier_id: UUID, *, agent: Agent) -> None:
    """Remet le dossier parmi les non lus de l’agent."""
    with transaction():
        session.execute(delete(VuDossier).where(VuDossier.agent_id == agent.id, VuDossier.dossier_id == dossier_id))
