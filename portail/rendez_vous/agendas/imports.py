"""Porter à un agenda ce qu’un autre logiciel dit déjà pris : des heures, jamais ce qui s’y passe."""

from datetime import timedelta
from uuid import UUID, uuid5

from portail.identite.actions import auteur_agent
from portail.identite.models import Agent
from portail.identite.queries import agent_de
from portail.journal.actions import inscrire
from portail.rendez_vous.agendas.lecture import Lu, lire
from portail.rendez_vous.occupations.actions import liberer, occuper, verrouiller_les_ressources
from portail.rendez_vous.occupations.models import Origine
from portail.rendez_vous.occupations.reprises import reprendre
from portail.rendez_vous.occupations.temps import Source, Voulue
from portail.rendez_vous.plages.evenements import PlagesChangees
from portail.rendez_vous.ressources.habilitations import peut_tenir_l_agenda
from portail.rendez_vous.ressources.queries import ressource_de
from portail.socle import horloge
from portail.socle.base import transaction
from portail.socle.erreurs import Introuvable
from portail.socle.evenements import publier

JOURS = 366
_ESPACE = UUID("6f0a1c52-6f0e-5a52-9c0e-0d3c7b0a5e11")


def importer(ressource_id: UUID, contenu: bytes, *, par: Agent) -> Lu:
    """Remplace ce que le fichier précédent occupait par ce que dit celui-ci, d’aujourd’hui à un an.

    Le même fichier, renvoyé, ne change rien. Les rendez-vous déjà pris restent, à replacer. Lève `Illisible`,
    `Introuvable` si l’agenda n’est pas à tenir, `AgendaTresDemande`.
    """
    _exiger_de_le_tenir(ressource_id, par)
    du = horloge.instant_du(horloge.aujourd_hui())
    lu = lire(contenu, du=du, au=du + timedelta(days=JOURS))
    reprendre(lambda: _porter(ressource_id, lu, par))
    return lu


def _porter(ressource_id: UUID, lu: Lu, par: Agent) -> None:
    source = source_de(ressource_id)
    voulues = [Voulue(ressource_id=ressource_id, debut=une.debut, fin=une.fin) for une in lu.prises]
    with transaction():
        verrouiller_les_ressources([ressource_id])
        if voulues:
            occuper(voulues, source=source, remplace=[source])
        else:
            liberer(source)
        details = {"prises": len(lu.prises), "illisibles": lu.illisibles}
        inscrire("importer_agenda", auteur=auteur_agent(par), objet=("ressource", ressource_id), details=details)
        publier(PlagesChangees(ressource_id))


def oublier(ressource_id: UUID, *, par: Agent) -> None:
    """Rend tout le temps qu’un autre agenda occupait ; mêmes refus qu’`importer`."""
    _exiger_de_le_tenir(ressource_id, par)
    reprendre(lambda: _oublier(ressource_id, par))


def _oublier(ressource_id: UUID, par: Agent) -> None:
    with transaction():
        verrouiller_les_ressources([ressource_id])
        if liberer(source_de(ressource_id)):
            inscrire("oublier_agenda_importe", auteur=auteur_agent(par), objet=("ressource", ressource_id))
            publier(PlagesChangees(ressource_id))


def _exiger_de_le_tenir(ressource_id: UUID, par: Agent) -> None:
    ressource = ressource_de(ressource_id)
    if not peut_tenir_l_agenda(par, ressource, agent_de(ressource.agent_id) if ressource.agent_id else None):
        raise Introuvable


def source_de(ressource_id: UUID) -> Source:
    """Rend ce qui occupe au nom de l’autre agenda : un seul par ressource."""
    return Source(origine=Origine.EXTERNE, id=uuid5(_ESPACE, str(ressource_id)))
