"""Qui tient le guichet : l’accueil et les instructeurs du service, pour les demandes reçues autrement qu’en ligne."""

from portail.demarche.declaration import Demarche
from portail.dossiers.etats import Etat
from portail.dossiers.habilitations import roles_sur
from portail.dossiers.models import CanalDepot, Dossier
from portail.identite.models import Agent, Role

AU_GUICHET = frozenset({Role.ACCUEIL, Role.INSTRUCTEUR})


def peut_ouvrir(agent: Agent, demarche: Demarche) -> bool:
    """Vrai si l’agent enregistre au guichet les demandes de cette démarche."""
    return agent.est_actif and any(
        h.role in AU_GUICHET and h.service_code == demarche.service and h.demarche in (None, demarche.identifiant)
        for h in agent.habilitations
    )


def peut_saisir(agent: Agent, dossier: Dossier) -> bool:
    """Vrai si l’agent peut remplir ce brouillon : un brouillon du guichet, de son service."""
    au_guichet = dossier.etat is Etat.BROUILLON and dossier.canal is not CanalDepot.LIGNE
    return au_guichet and bool(roles_sur(agent, dossier) & AU_GUICHET)


def peut_tenir(agent: Agent, dossier: Dossier) -> bool:
    """Vrai si l’agent peut remettre un récépissé, joindre ce qui arrive et noter un courrier posté."""
    return dossier.etat is not Etat.BROUILLON and bool(roles_sur(agent, dossier) & AU_GUICHET)
