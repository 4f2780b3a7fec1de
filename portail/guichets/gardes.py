"""Qui entre : une garde par guichet, sur le blueprint parent ; ce qui est ouvert à tous est marqué `@ouvert`."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, current_app, request

from portail.guichets.identites import agent_courant, membre_courant, usager_courant
from portail.identite.models import Role
from portail.socle.erreurs import Interdit

V = TypeVar("V", bound=Callable[..., Any])


def ouvert(vue: V) -> V:
    """Marque une vue ouverte à tous, sans connexion ; un test tient la liste des autres."""
    vue.ouvert = True  # type: ignore[attr-defined]
    return vue


def est_ouverte() -> bool:
    """Vrai si la vue demandée est ouverte à tous."""
    vue = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(vue, "ouvert", False))


def garder_usagers(blueprint: Blueprint) -> None:
    """Réserve le blueprint aux usagers connectés."""

    @blueprint.before_request
    def garde() -> None:
        if not est_ouverte():
            usager_courant()

    blueprint.garde = "usagers"  # type: ignore[attr-defined]


def garder_agents(blueprint: Blueprint, *roles: Role) -> None:
    """Réserve le blueprint aux agents connectés, et à ces rôles s’il y en a."""

    @blueprint.before_request
    def garde() -> None:
        if est_ouverte():
            return
        agent = agent_courant()
        if roles and not any(habilitation.role in roles for habilitation in agent.habilitations):
            raise Interdit

    blueprint.garde = "agents"  # type: ignore[attr-defined]


def garder_notaires(blueprint: Blueprint) -> None:
    """Réserve le blueprint aux membres d’un office, second facteur prouvé."""

    @blueprint.before_request
    def garde() -> None:
        if not est_ouverte():
            membre_courant()

    blueprint.garde = "notaires"  # type: ignore[attr-defined]


def sans_garde(blueprint: Blueprint) -> None:
    """Dit qu’un blueprint est public ; chacune de ses vues doit tout de même porter `@ouvert`."""

    @blueprint.before_request
    def garde() -> None:
        if not est_ouverte():
            raise Interdit

    blueprint.garde = "ouverte"  # type: ignore[attr-defined]
