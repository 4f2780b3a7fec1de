"""Les états d’une requête de succession, et les quatre réponses : jamais plus d’information que nécessaire."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class EtatRequete(StrEnum):
    """Où en est une requête."""

    A_COMPLETER = "a_completer"
    """L’acte de décès manque, ou il est celui d’une autre personne."""
    RECUE = "recue"
    IDENTIFIEE = "identifiee"
    """Personne ne lui ressemble, ou une seule personne : un agent dit si c’est elle."""
    HOMONYMIE = "homonymie"
    """Plusieurs personnes lui ressemblent : un agent les départage."""
    RAPPROCHEE = "rapprochee"
    """Une réponse est proposée ; un responsable la valide."""
    VALIDEE = "validee"
    REPONDUE = "repondue"
    RECUPERATION = "recuperation"
    CLOSE = "close"
    RETIREE = "retiree"


class Reponse(StrEnum):
    """Les quatre réponses possibles."""

    AUCUNE_CREANCE = "A"
    CREANCE = "B"
    RECHERCHE = "C"
    INCOMPETENT = "D"


REPONDUES = frozenset({EtatRequete.REPONDUE, EtatRequete.RECUPERATION, EtatRequete.CLOSE})
"""La réponse est partie : avant, rien n’en dit le sens à l’office, pas même ce qu’il peut encore faire."""
_A_INSTRUIRE = frozenset({EtatRequete.IDENTIFIEE, EtatRequete.HOMONYMIE})
_EN_CHEMIN = frozenset({EtatRequete.A_COMPLETER, EtatRequete.RETIREE, EtatRequete.REPONDUE})
"""Tant que rien n’est validé : l’acte peut manquer, l’office se raviser, l’heure de répondre venir."""

SUITES: Mapping[EtatRequete, frozenset[EtatRequete]] = MappingProxyType(
    {
        EtatRequete.A_COMPLETER: frozenset({EtatRequete.RECUE, EtatRequete.RETIREE}),
        EtatRequete.RECUE: _A_INSTRUIRE | _EN_CHEMIN,
        EtatRequete.IDENTIFIEE: frozenset({EtatRequete.RAPPROCHEE}) | _EN_CHEMIN,
        EtatRequete.HOMONYMIE: frozenset({EtatRequete.RAPPROCHEE}) | _EN_CHEMIN,
        EtatRequete.RAPPROCHEE: frozenset({EtatRequete.RAPPROCHEE, EtatRequete.VALIDEE}) | _A_INSTRUIRE | _EN_CHEMIN,
        EtatRequete.VALIDEE: frozenset({EtatRequete.REPONDUE, EtatRequete.RETIREE}) | _A_INSTRUIRE,
        EtatRequete.REPONDUE: frozenset({EtatRequete.RECUPERATION, EtatRequete.CLOSE, EtatRequete.RAPPROCHEE}),
        EtatRequete.RECUPERATION: frozenset({EtatRequete.CLOSE, EtatRequete.RAPPROCHEE}),
        EtatRequete.CLOSE: frozenset({EtatRequete.RAPPROCHEE}),
        EtatRequete.RETIREE: frozenset(),
    }
)
"""L’heure venue, ce qui n’est pas validé est répondu C. D’une réponse donnée on revient à « rapprochée » pour la
remplacer : l’ancien document est révoqué quand le nouveau part."""
