"""Ce qu’une décision fait savoir, dans sa transaction : les recours et les versements en tirent la suite."""

from dataclasses import dataclass

from portail.dossiers.models import Decision, Dossier
from portail.identite.models import Agent


@dataclass(frozen=True, slots=True)
class DecisionEnVigueur:
    """Une décision, expresse ou implicite, vient d’entrer en vigueur dans ce dossier."""

    dossier: Dossier
    decision: Decision


@dataclass(frozen=True, slots=True)
class DecisionSignee:
    """Un agent vient de signer la décision de ce dossier ; sa lettre est remise."""

    dossier: Dossier
    decision: Decision
    agent: Agent
