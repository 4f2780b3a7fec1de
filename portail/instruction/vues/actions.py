"""Donner un nom à une vue de la liste, la partager, l’oublier."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from portail.identite.models import Agent
from portail.instruction.portees import services_lus
from portail.instruction.vues.models import VueEnregistree
from portail.socle import horloge
from portail.socle.base import session, transaction, verrouiller
from portail.socle.erreurs import Introuvable, SaisieInvalide
from portail.socle.traduction import _

NOM_MAX = 60
VUES_MAX = 50
FILTRES = frozenset({"vue", "attendu", "demarche", "etat", "suivi", "agent", "etiquette", "epci", "secteur"})
"""Ce qu’une vue garde de l’adresse : ni ce qu’on a cherché, ni la page où l’on en était."""


class NomDejaPris(SaisieInvalide):
    """L’agent a déjà une vue de ce nom."""

    message = _("Vous avez déjà une vue de ce nom.")


class TropDeVues(SaisieInvalide):
    """Trop de vues n’en font plus aucune."""

    message = _("Vous avez déjà beaucoup de vues : supprimez-en une avant d’en enregistrer une autre.")


def enregistrer(agent: Agent, *, nom: str, filtres: Mapping[str, str], service_code: str | None) -> VueEnregistree:
    """Garde ces filtres sous ce nom, pour l’agent ou pour tout un de ses services.

    Lève `NomDejaPris`, `TropDeVues`, `SaisieInvalide` sans filtre, `Introuvable` pour un service qui n’est pas le sien.
    """
    gardes = {cle: valeur for cle, valeur in filtres.items() if cle in FILTRES and valeur}
    if not gardes:
        raise SaisieInvalide(_("Choisissez d’abord une vue ou des filtres."))
    if service_code is not None and service_code not in services_lus(agent):
        raise Introuvable
    vue = VueEnregistree(
        agent_id=agent.id, service_code=service_code, nom=nom.strip(), filtres=gardes, creee_le=horloge.maintenant()
    )
    try:
        with transaction():
            verrouiller(Agent, agent.id)
            if session.query(VueEnregistree).filter_by(agent_id=agent.id).count() >= VUES_MAX:
                raise TropDeVues
            session.add(vue)
            session.flush()
    except IntegrityError as erreur:
        raise NomDejaPris from erreur
    return vue


def oublier(vue_id: UUID, *, agent: Agent) -> None:
    """Supprime une vue de l’agent, partagée ou non ; celle d’un autre n’est pas à lui : lève `Introuvable`."""
    with transaction():
        vue = verrouiller(VueEnregistree, vue_id)
        if vue.agent_id != agent.id:
            raise Introuvable
        session.delete(vue)
