"""Les états d’une récupération, et ce qui peut suivre chacun."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class EtatRecuperation(StrEnum):
    """Où en est la récupération."""

    ATTENTE_ACTIF = "attente_actif"
    A_DECIDER = "a_decider"
    """L’actif net est connu et le calcul fait : un responsable décide."""
    DECISION = "decision"
    TITRE_EMIS = "titre_emis"
    SOLDEE = "soldee"
    REMISE = "remise"
    """Rien n’est repris : exonération, actif insuffisant, ou remise."""
    REPORTEE = "reportee"
    """Remise à plus tard : au décès du conjoint survivant, le plus souvent."""


class Issue(StrEnum):
    """Ce qu’un responsable décide."""

    RECUPERER = "recuperer"
    REPORTER = "reporter"
    RENONCER = "renoncer"


ISSUES: Mapping[Issue, EtatRecuperation] = MappingProxyType(
    {
        Issue.RECUPERER: EtatRecuperation.DECISION,
        Issue.REPORTER: EtatRecuperation.REPORTEE,
        Issue.RENONCER: EtatRecuperation.REMISE,
    }
)
_DECIDER = frozenset(ISSUES.values())

SUITES: Mapping[EtatRecuperation, frozenset[EtatRecuperation]] = MappingProxyType(
    {
        EtatRecuperation.ATTENTE_ACTIF: frozenset({EtatRecuperation.A_DECIDER}),
        EtatRecuperation.A_DECIDER: _DECIDER | {EtatRecuperation.A_DECIDER},
        EtatRecuperation.DECISION: frozenset(
            {EtatRecuperation.TITRE_EMIS, EtatRecuperation.REMISE, EtatRecuperation.REPORTEE}
        ),
        EtatRecuperation.TITRE_EMIS: frozenset(
            {EtatRecuperation.SOLDEE, EtatRecuperation.REMISE, EtatRecuperation.REPORTEE}
        ),
        EtatRecuperation.REPORTEE: frozenset({EtatRecuperation.DECISION, EtatRecuperation.REMISE}),
        EtatRecuperation.SOLDEE: frozenset(),
        EtatRecuperation.REMISE: frozenset(),
    }
)
"""L’actif se corrige tant que rien n’est décidé ; une remise ou un report peuvent suivre la décision, ou le titre."""

FINIES = frozenset({EtatRecuperation.SOLDEE, EtatRecuperation.REMISE})
