"""Reconnaître une personne, ou l’accueillir pour la première fois ; rien n’est créé si la connexion échoue."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from portail.identite import queries
from portail.identite.certifiee import IdentiteCertifiee
from portail.identite.models import Agent, Compte, Habilitation, Role, Usager
from portail.journal.actions import Auteur, inscrire
from portail.journal.models import TypeAuteur
from portail.socle import horloge
from portail.socle.base import session, transaction
from portail.socle.erreurs import Interdit
from portail.socle.traduction import _


class AgentInconnu(Interdit):
    """La personne est authentifiée mais le département ne lui a pas ouvert d’accès."""

    message = _(
        "Votre identité est bien vérifiée, mais aucun accès ne vous est ouvert ici. "
        "Demandez-le à l’administrateur du portail de votre département."
    )


def connecter_usager(*, emetteur: str, sujet: str, identite: IdentiteCertifiee, langue: str) -> Usager:
    """Rend l’usager de ce compte, créé à la première connexion ; son identité certifiée est rafraîchie."""
    with transaction():
        usager = _usager_du_compte(emetteur, sujet, langue)
        usager.identite_certifiee = identite.en_json()
        if not usager.courriel and identite.courriel:
            usager.courriel = identite.courriel.strip().lower()
        inscrire(
            "connexion", auteur=auteur_usager(usager), objet=("usager", usager.id), details={"fournisseur": emetteur}
        )
    return usager


def connecter_par_courriel(
    *, sujet: str, courriel: str, identite: Mapping[str, Any], emetteur: str, langue: str
) -> Usager:
    """Rend l’usager qui a prouvé tenir cette adresse ; l’identité qu’il a écrite reste déclarée."""
    with transaction():
        usager = _usager_du_compte(emetteur, sujet, langue)
        usager.identite_declaree = {**(usager.identite_declaree or {}), **identite}
        usager.courriel = usager.courriel or courriel
        inscrire(
            "connexion", auteur=auteur_usager(usager), objet=("usager", usager.id), details={"fournisseur": emetteur}
        )
    return usager


def _usager_du_compte(emetteur: str, sujet: str, langue: str) -> Usager:
    compte = queries.compte_de(emetteur, sujet)
    if compte is not None and compte.usager_id is not None:
        compte.vu_le = horloge.maintenant()
        return queries.usager_de(compte.usager_id)
    usager = Usager(cree_le=horloge.maintenant(), langue=langue)
    session.add(usager)
    session.flush()
    session.add(Compte(emetteur=emetteur, sujet=sujet, usager_id=usager.id, vu_le=horloge.maintenant()))
    session.flush()
    return usager


def connecter_agent(*, emetteur: str, sujet: str, courriel: str, siret: str) -> Agent:
    """Rend l’agent ouvert par un administrateur ; à la première connexion, lie son compte. Lève `AgentInconnu`.

    ProConnect authentifie, le portail autorise : SIRET et compte ouvert exigés, le courriel seul ne prouve rien.
    """
    with transaction():
        compte = queries.compte_de(emetteur, sujet)
        if compte is not None:
            agent = session.get(Agent, compte.agent_id) if compte.agent_id else None
        else:
            agent = session.scalars(select(Agent).where(Agent.courriel == courriel.strip().lower())).first()
        if agent is None or not agent.est_actif or agent.siret != siret:
            raise AgentInconnu
        if compte is None:
            _lier(agent, emetteur, sujet)
        inscrire("connexion", auteur=auteur_agent(agent), objet=("agent", agent.id), details={"fournisseur": emetteur})
    return agent


def _lier(agent: Agent, emetteur: str, sujet: str) -> None:
    """Lie le premier compte d’un agent ; un second sujet du même fournisseur demande un administrateur."""
    deja = session.scalars(select(Compte).where(Compte.agent_id == agent.id, Compte.emetteur == emetteur)).first()
    if deja is not None:
        raise AgentInconnu
    session.add(Compte(emetteur=emetteur, sujet=sujet, agent_id=agent.id, vu_le=horloge.maintenant()))


def ouvrir_agent(
    *,
    prenom: str,
    nom: str,
    qualite: str,
    courriel: str,
    siret: str,
    habilitations: Sequence[tuple[Role, str | None]],
    auteur: Auteur,
    telephone: str = "",
) -> Agent:
    """Ouvre l’accès d’un agent avec ses rôles, par service."""
    with transaction():
        agent = Agent(
            prenom=prenom, nom=nom, qualite=qualite, courriel=courriel.strip().lower(), siret=siret, telephone=telephone
        )
        agent.habilitations = [Habilitation(role=role, service_code=service) for role, service in habilitations]
        session.add(agent)
        session.flush()
        inscrire(
            "ouvrir_agent",
            auteur=auteur,
            objet=("agent", agent.id),
            details={"roles": [f"{role.value}@{service or '*'}" for role, service in habilitations]},
        )
    return agent


def auteur_usager(usager: Usager) -> Auteur:
    """Rend l’auteur de journal de cet usager ; au nom d’un office, le membre qui agit."""
    if usager.agit_par is not None:
        return Auteur(TypeAuteur.NOTAIRE, usager.agit_par)
    return Auteur(TypeAuteur.USAGER, usager.id)


def auteur_agent(agent: Agent) -> Auteur:
    """Rend l’auteur de journal de cet agent."""
    return Auteur(TypeAuteur.AGENT, agent.id)
