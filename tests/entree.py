"""Entrer sans passer par un fournisseur d’identité : une session ouverte pour le client de test."""

from collections.abc import Sequence

from flask.testing import FlaskClient

from portail.guichets.session import TEMOIN, InterfaceDeSession
from portail.identite import sessions
from portail.identite.actions import ouvrir_agent
from portail.identite.models import Agent, Role, Usager
from portail.journal.actions import SYSTEME


def agent_ouvert(*habilitations: tuple[Role, str | None], prenom: str = "Claire", nom: str = "Lebreton") -> Agent:
    """Ouvre l’accès d’un agent qui a ces rôles."""
    roles: Sequence[tuple[Role, str | None]] = habilitations
    courriel = f"{prenom}.{nom}@departement.example".lower()
    return ouvrir_agent(
        prenom=prenom, nom=nom, qualite="agent", courriel=courriel, siret="22440002800011", habilitations=roles,
        auteur=SYSTEME,
    )  # fmt: skip


def entrer(client: FlaskClient, personne: Agent | Usager) -> None:
    """Connecte le client comme cette personne."""
    jeton = sessions.nouveau_jeton()
    sessions.enregistrer(
        jeton,
        usager_id=personne.id if isinstance(personne, Usager) else None,
        agent_id=personne.id if isinstance(personne, Agent) else None,
        fournisseur="essai",
        jeton_identite=None,
        donnees={},
    )
    signe = InterfaceDeSession()._signataire(client.application).sign(jeton).decode()
    client.set_cookie(TEMOIN, signe)
