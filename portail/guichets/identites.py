"""Qui est là : l’usager, l’agent ou le membre d’un office de la session en cours."""

from collections.abc import Callable
from typing import Any, TypeVar, cast
from uuid import UUID

from flask import current_app, request
from flask import session as cookie

from portail.demarche.valeurs import Valeur
from portail.guichets.session import SessionServeur
from portail.identite.models import Agent, Usager
from portail.identite.notaires.models import Membre
from portail.socle.erreurs import NonConnecte, SecondFacteurAttendu

V = TypeVar("V", bound=Callable[..., Any])


def session_courante() -> SessionServeur:
    """Rend la session de la requête."""
    return cast("SessionServeur", cookie)


def usager_courant() -> Usager:
    """Rend l’usager connecté, ou celui de l’office du membre connecté sur une page qui lui est ouverte.

    Lève `NonConnecte`, `SecondFacteurAttendu`.
    """
    session = session_courante()
    if session.usager is not None:
        return session.usager
    if session.membre is None or not est_ouverte_aux_offices():
        raise NonConnecte(guichet="usagers", suite=request.full_path)
    if session.usager_de_l_office is None:
        raise SecondFacteurAttendu
    return session.usager_de_l_office


def ouvert_aux_offices(vue: V) -> V:
    """Marque une vue des usagers qu’un membre d’office ouvre au nom du sien ; un test tient la liste."""
    vue.ouvert_aux_offices = True  # type: ignore[attr-defined]
    return vue


def est_ouverte_aux_offices() -> bool:
    """Vrai si la vue demandée l’est aux membres d’un office."""
    vue = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(vue, "ouvert_aux_offices", False))


def agent_courant() -> Agent:
    """Rend l’agent connecté ; lève `NonConnecte`."""
    agent = session_courante().agent
    if agent is None:
        raise NonConnecte(guichet="agents", suite=request.full_path)
    return agent


def membre_courant() -> Membre:
    """Rend le membre d’office connecté ; lève `NonConnecte`, `SecondFacteurAttendu`."""
    session = session_courante()
    if session.membre is None:
        raise NonConnecte(guichet="notaires", suite=request.full_path)
    if session.titulaire.second_facteur_le is None:
        raise SecondFacteurAttendu
    return session.membre


def usager_present() -> Usager | None:
    """Rend l’usager connecté, ou rien."""
    return session_courante().usager


def agent_present() -> Agent | None:
    """Rend l’agent connecté, ou rien."""
    return session_courante().agent


def membre_present() -> Membre | None:
    """Rend le membre d’office connecté, second facteur prouvé ou non, ou rien."""
    return session_courante().membre


def personne_presente() -> UUID | None:
    """Rend l’identifiant de qui est connecté, usager, agent ou membre d’un office, ou rien."""
    titulaire = session_courante().titulaire
    return titulaire.usager_id or titulaire.agent_id or titulaire.membre_id


def coordonnees_du_compte(usager: Usager) -> dict[str, Valeur]:
    """Rend de quoi nommer et joindre cette personne, tel que son compte le dit."""
    prenoms = usager.identite.get("prenoms") or [""]
    return {
        "prenom": prenoms[0],
        "nom": usager.nom_usage or usager.identite.get("nom_naissance", ""),
        "telephone": usager.telephone,
        "courriel": usager.courriel,
    }
