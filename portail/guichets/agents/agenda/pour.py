"""La personne dont un agent a ouvert la fiche : ce qu’il fait pour elle, son compte le retrouvera."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import TypeAlias
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from portail.demarche.valeurs import Valeur
from portail.dossiers import lectures
from portail.guichets.identites import agent_courant, coordonnees_du_compte
from portail.identite.models import Agent, Usager
from portail.identite.queries import usager_de
from portail.instruction import fiche as fiches
from portail.socle.erreurs import Introuvable

VueDeFiche: TypeAlias = Callable[[Agent, fiches.Fiche, UUID], ResponseReturnValue]


def fiche_justifiee(vue: VueDeFiche) -> Callable[[UUID], ResponseReturnValue]:
    """Donne à la vue l’agent et la fiche de la personne ; la fiche demande d’abord pourquoi on la lit, s’il le faut."""

    @wraps(vue)
    def gardee(usager_id: UUID) -> ResponseReturnValue:
        agent = agent_courant()
        fiche = fiches.fiche_de_usager(agent, usager_id)
        if lectures.a_justifier(agent, fiche.tous):
            return redirect(url_for("agents.usager", usager_id=usager_id), 303)
        return vue(agent, fiche, usager_id)

    return gardee


def personne_visee(agent: Agent) -> Usager | None:
    """Rend la personne que l’adresse nomme, ou rien ; lève `Introuvable` si l’agent n’en lit pas la fiche."""
    brut = request.args.get("pour", "")
    if not brut:
        return None
    try:
        usager_id = UUID(brut)
    except ValueError as erreur:
        raise Introuvable from erreur
    fiche = fiches.fiche_de_usager(agent, usager_id)
    if lectures.a_justifier(agent, fiche.tous, envoi=request.method == "POST"):
        raise Introuvable
    return usager_de(usager_id)


def deja_connues(usager: Usager | None) -> Mapping[str, Valeur]:
    """Rend ce que l’on n’a pas à redemander à cette personne."""
    return coordonnees_du_compte(usager) if usager else {}
