"""Qui lit un volet, qui l’écrit : les métiers que la déclaration nomme, dans le service du dossier."""

from collections.abc import Iterable

from portail.demarche.declaration import Demarche, Metier, Volet
from portail.dossiers.etats import ETATS_EN_COURS, Etat
from portail.dossiers.habilitations import est_ecarte, roles_sur
from portail.dossiers.models import Dossier
from portail.identite.models import Agent, Role

OUVERTS = ETATS_EN_COURS | {Etat.DECIDE}
"""États où un volet s’écrit : pendant l’étude, et après, pour une révision."""


def _a_un_metier(agent: Agent, dossier: Dossier, metiers: Iterable[Metier]) -> bool:
    return dossier.etat is not Etat.BROUILLON and bool(roles_sur(agent, dossier) & {Role(un.value) for un in metiers})


def peut_lire(agent: Agent, dossier: Dossier, volet: Volet) -> bool:
    """Vrai si l’agent peut lire ce volet de ce dossier."""
    return _a_un_metier(agent, dossier, (*volet.lecteurs, *volet.redacteurs))


def peut_rediger(agent: Agent, dossier: Dossier, volet: Volet) -> bool:
    """Vrai si l’agent peut l’écrire, le valider, le rouvrir."""
    metier = _a_un_metier(agent, dossier, volet.redacteurs)
    return metier and dossier.etat in OUVERTS and not est_ecarte(agent, dossier)


def redige(agent: Agent, dossier: Dossier, demarche: Demarche) -> bool:
    """Vrai si l’un des volets du dossier est l’affaire de l’agent : l’ouvrir est son travail."""
    return any(peut_rediger(agent, dossier, volet) for volet in demarche.volets)


def peut_lire_piece(agent: Agent, dossier: Dossier, demarche: Demarche, code: str) -> bool:
    """Vrai si l’agent peut ouvrir cette pièce ; réservée à un volet, elle n’est qu’à ses lecteurs."""
    piece = demarche.piece(code)
    if piece is None or not piece.volet:
        return True
    volet = demarche.volet(piece.volet)
    return volet is not None and peut_lire(agent, dossier, volet)
