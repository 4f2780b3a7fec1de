"""Ce qui arrive sur papier après le dépôt : la réponse à un complément, enregistrée au nom de la personne."""

from datetime import date
from typing import Any
from uuid import UUID

from portail.dossiers.actions import complement
from portail.dossiers.actions.commun import verifier_revision
from portail.dossiers.guichet.erreurs import ReceptionImpossible
from portail.dossiers.guichet.habilitations import peut_tenir
from portail.dossiers.models import Dossier
from portail.dossiers.queries import complement_ouvert
from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.socle import horloge
from portail.socle.base import transaction, verrouiller
from portail.socle.erreurs import Interdit, TransitionInterdite


def repondre(
    dossier_id: UUID, *, agent: Agent, reponses: dict[str, Any], date_envoi: date, revision: int | None
) -> Dossier:
    """Enregistre la réponse de la personne au complément et rend la main au service.

    `date_envoi` : le jour du cachet de la poste, ou de la visite ; il dit si le délai est tenu (CRPA, L112-1).
    Lève `Interdit` hors du guichet, `TransitionInterdite` si rien n’est demandé, `ReceptionImpossible`.
    """
    with transaction():
        dossier = verrouiller(Dossier, dossier_id)
        if not peut_tenir(agent, dossier):
            raise Interdit
        verifier_revision(dossier, revision)
        ouvert = complement_ouvert(dossier)
        if ouvert is None:
            raise TransitionInterdite
        aujourd_hui = horloge.aujourd_hui()
        demande_le = horloge.a_paris(ouvert.demande_le).date()
        if not demande_le <= date_envoi <= aujourd_hui:
            raise ReceptionImpossible(valeurs={"jours": (aujourd_hui - demande_le).days})
        complement.recevoir_reponse(
            dossier, ouvert, auteur=auteur_agent(agent), reponses=reponses, details={"envoi": date_envoi.isoformat()}
        )
    return dossier
