"""La personne dont un agent vient d’ouvrir la fiche : il prend le rendez-vous pour elle, son compte le retrouvera."""

from collections.abc import Mapping
from uuid import UUID

from flask import request

from portail.demarche.valeurs import Valeur
from portail.dossiers import lectures
from portail.guichets.identites import coordonnees_du_compte
from portail.identite.models import Agent, Usager
from portail.identite.queries import usager_de
from portail.instruction import fiche as fiches
from portail.socle.erreurs import Introuvable


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
