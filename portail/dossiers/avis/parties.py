"""Les adresses de ceux qui ne peuvent pas donner d’avis sur une demande : un expert n’est ni partie ni juge."""

from sqlalchemy import select

from portail.dossiers.horloges.lecture import declaration_de
from portail.dossiers.models import Dossier
from portail.identite.models import Agent, Usager
from portail.identite.queries import agents_par_id
from portail.socle.base import session


def ecrite(adresse: str) -> str:
    """Rend une adresse électronique comme on les compare."""
    return adresse.strip().lower()


def adresses_des_parties(dossier: Dossier) -> frozenset[str]:
    """Rend les adresses des personnes de la demande : celles qu’elles y donnent, et celles de leurs comptes."""
    comptes = [lien.usager_id for lien in dossier.intervenants if lien.usager_id]
    du_compte = session.scalars(select(Usager.courriel).where(Usager.id.in_(comptes))).all() if comptes else ()
    beneficiaire = dossier.reponses.get(declaration_de(dossier).beneficiaire.courriel)
    donnees = (lien.courriel for lien in dossier.intervenants)
    return frozenset(ecrite(str(adresse)) for adresse in (*donnees, *du_compte, beneficiaire) if adresse)


def adresses_de_l_instruction(dossier: Dossier, agent: Agent) -> frozenset[str]:
    """Rend les adresses de l’agent qui demande l’avis, de celui qui suit la demande, et de ceux qui en sont écartés."""
    suivants = [un for un in (dossier.agent_id, *(dossier.agents_ecartes or ())) if un]
    return frozenset(ecrite(un.courriel) for un in (agent, *agents_par_id(suivants).values()))
