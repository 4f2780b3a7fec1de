"""Entrer sans passer par un fournisseur d’identité : une session ouverte pour le client de test."""

from collections.abc import Sequence
from datetime import UTC, datetime

from flask.testing import FlaskClient

from portail.guichets.session import TEMOIN, InterfaceDeSession
from portail.identite import sessions
from portail.identite.actions import ouvrir_agent
from portail.identite.models import Agent, Role, Usager
from portail.identite.notaires.models import Membre
from portail.identite.sessions import Titulaire
from portail.journal.actions import SYSTEME


def agent_ouvert(*habilitations: tuple[Role, str | None], prenom: str = "Claire", nom: str = "Lebreton") -> Agent:
    """Ouvre l’accès d’un agent qui a ces rôles."""
    roles: Sequence[tuple[Role, str | None]] = habilitations
    courriel = f"{prenom}.{nom}@departement.example".lower()
    return ouvrir_agent(
        prenom=prenom, nom=nom, qualite="agent", courriel=courriel, siret="22440002800011", habilitations=roles,
        auteur=SYSTEME,
    )  # fmt: skip


def titulaire_de(personne: Agent | Usager | Membre) -> Titulaire:
    """Rend à qui la session est ; un membre d’office y a prouvé son second facteur."""
    if isinstance(personne, Membre):
        return Titulaire(membre_id=personne.id, second_facteur_le=datetime.now(UTC))
    return Titulaire(usager_id=personne.id) if isinstance(personne, Usager) else Titulaire(agent_id=personne.id)


def entrer(client: FlaskClient, personne: Agent | Usager | Membre) -> None:
    """Connecte le client comme cette personne."""
    jeton = sessions.nouveau_jeton()
    sessions.enregistrer(
        jeton,
        titulaire_de(personne),
        fournisseur="essai",
        jeton_identite=None,
        donnees={},
    )
    signe = InterfaceDeSession()._signataire(client.application).sign(jeton).decode()
    client.set_cookie(TEMOIN, signe)
