"""Qui est là : l’usager ou l’agent de la session en cours."""

from typing import cast
from uuid import UUID

from flask import request
from flask import session as cookie

from portail.demarche.valeurs import Valeur
from portail.guichets.session import SessionServeur
from portail.identite.models import Agent, Usager
from portail.socle.erreurs import NonConnecte


def session_courante() -> SessionServeur:
    """Rend la session de la requête."""
    return cast("SessionServeur", cookie)


def usager_courant() -> Usager:
    """Rend l’usager connecté ; lève `NonConnecte`."""
    usager = session_courante().usager
    if usager is None:
        raise NonConnecte(guichet="usagers", suite=request.full_path)
    return usager


def agent_courant() -> Agent:
    """Rend l’agent connecté ; lève `NonConnecte`."""
    agent = session_courante().agent
    if agent is None:
        raise NonConnecte(guichet="agents", suite=request.full_path)
    return agent


def usager_present() -> Usager | None:
    """Rend l’usager connecté, ou rien."""
    return session_courante().usager


def agent_present() -> Agent | None:
    """Rend l’agent connecté, ou rien."""
    return session_courante().agent


def personne_presente() -> UUID | None:
    """Rend l’identifiant de qui est connecté, usager ou agent, ou rien."""
    session = session_courante()
    return session.usager_id or session.agent_id


def coordonnees_du_compte(usager: Usager) -> dict[str, Valeur]:
    """Rend de quoi nommer et joindre cette personne, tel que son compte le dit."""
    prenoms = usager.identite.get("prenoms") or [""]
    return {
        "prenom": prenoms[0],
        "nom": usager.nom_usage or usager.identite.get("nom_naissance", ""),
        "telephone": usager.telephone,
        "courriel": usager.courriel,
    }
