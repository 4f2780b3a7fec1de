"""Ce que compte un tableau de bord : ce que l’agent dirige, une période, et ce qu’il en demande à voir."""

from dataclasses import dataclass
from enum import StrEnum

from portail.dossiers.habilitations import SIGNATURE
from portail.identite.models import Agent
from portail.socle.erreurs import Interdit

Portee = tuple[str, str | None]
"""Un service, et une démarche ou toutes."""
AGES_JOURS = (0, 15, 30, 60, 120)
"""Où commence chaque tranche d’âge, en jours."""


class Periode(StrEnum):
    """Sur combien de semaines compter."""

    MOIS = "4"
    TRIMESTRE = "12"
    SEMESTRE = "26"
    AN = "52"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cadre:
    """Des services et démarches que l’agent dirige, réduits à ceux qu’il demande, et une période."""

    portees: frozenset[Portee]
    demarche: str = ""
    service: str = ""
    periode: Periode = Periode.TRIMESTRE


def dirige(agent: Agent) -> bool:
    """Vrai si l’agent signe ou dirige quelque part."""
    return any(h.role in SIGNATURE and h.service_code for h in agent.habilitations)


def portees_dirigees(agent: Agent) -> frozenset[Portee]:
    """Rend ce que l’agent signe ou dirige ; lève `Interdit` si ce n’est rien."""
    if not dirige(agent):
        raise Interdit
    return frozenset(
        (h.service_code, h.demarche) for h in agent.habilitations if h.role in SIGNATURE and h.service_code
    )
