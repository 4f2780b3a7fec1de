"""Qui planifie une visite, qui la fait : prédicats purs."""

from portail.demarche.declaration import Demarche
from portail.dossiers.etats import ETATS_EN_COURS, Etat
from portail.dossiers.habilitations import est_ecarte, peut_instruire, roles_sur
from portail.dossiers.models import Dossier
from portail.identite.models import Agent

VISITES = ETATS_EN_COURS | {Etat.DECIDE}
"""États où une visite se planifie : pendant l’étude, et après, pour une révision."""


def peut_visiter(agent: Agent, dossier: Dossier, demarche: Demarche) -> bool:
    """Vrai si l’agent a le métier de cette visite, dans ce service."""
    if demarche.visite is None or est_ecarte(agent, dossier):
        return False
    return bool({role.value for role in roles_sur(agent, dossier)} & {role.value for role in demarche.visite.roles})


def peut_planifier(agent: Agent, dossier: Dossier, demarche: Demarche) -> bool:
    """Vrai si l’agent peut prévoir, déplacer, annuler une visite : qui la fait, ou qui instruit."""
    if demarche.visite is None or dossier.etat not in VISITES:
        return False
    return peut_visiter(agent, dossier, demarche) or peut_instruire(agent, dossier)
