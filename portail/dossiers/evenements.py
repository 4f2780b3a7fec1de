"""Ce qu’un dépôt ou une décision fait savoir, dans sa transaction : recours, versements, répartition en vivent."""

from dataclasses import dataclass
from uuid import UUID

from portail.dossiers.models import Decision, Dossier
from portail.identite.models import Agent


@dataclass(frozen=True, slots=True)
class DossierDepose:
    """Une demande vient d’être déposée ; publié en dernier, pour ne tenir le verrou de la répartition qu’un instant."""

    dossier_id: UUID


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


@dataclass(frozen=True, slots=True)
class TermePasse:
    """Le terme propre au service vient de passer sans décision : d’autres peuvent décider."""

    dossier: Dossier
