"""L’agenda d’un agent, relu par un autre logiciel : une adresse secrète, révocable ; ni nom, ni objet."""

import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select

from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.identite.queries import agent_de
from portail.journal.actions import inscrire
from portail.rendez_vous.agendas.models import FluxAgenda
from portail.rendez_vous.lieux.queries import lieux_par_id
from portail.rendez_vous.reservations.queries import rendez_vous_entre
from portail.rendez_vous.ressources.queries import ressource_de_l_agent
from portail.socle import horloge
from portail.socle.agenda import EvenementAgenda, flux_ics
from portail.socle.base import session, transaction, verrouiller
from portail.socle.chiffrement import empreinte_cle
from portail.socle.erreurs import Introuvable
from portail.socle.traduction import _, traducteur

CHEMIN = "/r/agenda/"
"""Suivi du jeton et de `.ics`."""
OCTETS = 32
AVANT, APRES = timedelta(days=31), timedelta(days=366)
"""Ce que le flux montre du passé et de l’avenir."""
TITRE = _("Rendez-vous")
NOM = _("Mes rendez-vous")


def flux_de(agent: Agent) -> FluxAgenda | None:
    """Rend le flux en service de cet agent."""
    return session.scalars(select(FluxAgenda).where(FluxAgenda.agent_id == agent.id)).one_or_none()


def ouvrir_le_flux(agent: Agent) -> str:
    """Rend le chemin d’un flux neuf, à ne montrer qu’une fois ; l’ancien cesse de répondre. Lève `Introuvable`."""
    if ressource_de_l_agent(agent.id) is None:
        raise Introuvable
    jeton = secrets.token_urlsafe(OCTETS)
    with transaction():
        _retirer(agent.id)
        session.add(FluxAgenda(empreinte=_empreinte(jeton), agent_id=agent.id, cree_le=horloge.maintenant()))
        inscrire("ouvrir_flux_agenda", auteur=auteur_agent(agent), objet=("agent", agent.id))
    return f"{CHEMIN}{jeton}.ics"


def revoquer_le_flux(agent: Agent) -> None:
    """Éteint le flux ; sans effet s’il n’y en a pas."""
    with transaction():
        if _retirer(agent.id):
            inscrire("revoquer_flux_agenda", auteur=auteur_agent(agent), objet=("agent", agent.id))


def _retirer(agent_id: UUID) -> bool:
    """Efface le flux de l’agent, dont la ligne verrouillée fait attendre qui en ouvrirait un autre."""
    verrouiller(Agent, agent_id)
    retire = delete(FluxAgenda).where(FluxAgenda.agent_id == agent_id).returning(FluxAgenda.empreinte)
    return session.scalars(retire).one_or_none() is not None


def agenda_du_flux(jeton: str, *, langue: str) -> str:
    """Rend l’agenda au format .ics ; lève `Introuvable` si le jeton est inconnu, révoqué, ou l’agent parti."""
    flux = session.get(FluxAgenda, _empreinte(jeton), populate_existing=True)
    agent = agent_de(flux.agent_id) if flux else None
    ressource = ressource_de_l_agent(agent.id) if agent and agent.est_actif else None
    if agent is None or ressource is None:
        raise Introuvable
    maintenant, traduire = horloge.maintenant(), traducteur(langue)
    pris = rendez_vous_entre(maintenant - AVANT, maintenant + APRES, agent=agent, ressources=[ressource.id])
    lieux = lieux_par_id({rdv.lieu_id for rdv in pris})
    evenements = (
        EvenementAgenda(
            identifiant=f"agenda-{rdv.id}",  # reconnu par l’import : `lecture.A_NOUS`
            debut=rdv.debut,
            fin=rdv.fin,
            ecrit_le=rdv.modifie_le,
            titre=traduire(TITRE),
            lieu=lieux[rdv.lieu_id].nom,
            description="",
            version=rdv.sequence,
        )
        for rdv in pris
    )
    return flux_ics(evenements, nom=traduire(NOM))


def _empreinte(jeton: str) -> str:
    return empreinte_cle(jeton, "flux_agenda")
