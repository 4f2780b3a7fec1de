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


SUITES: Mapping[EtatRequete, frozenset[EtatRequete]] = MappingProxyType(
    {
        EtatRequete.A_COMPLETER: frozenset({EtatRequete.RECUE, EtatRequete.RETIREE}),
        EtatRequete.RECUE: frozenset({EtatRequete.IDENTIFIEE, EtatRequete.HOMONYMIE, EtatRequete.A_COMPLETER}),
        EtatRequete.IDENTIFIEE: frozenset({EtatRequete.RAPPROCHEE, EtatRequete.A_COMPLETER, EtatRequete.RETIREE}),
        EtatRequete.HOMONYMIE: frozenset({EtatRequete.RAPPROCHEE, EtatRequete.A_COMPLETER, EtatRequete.RETIREE}),
        EtatRequete.RAPPROCHEE: frozenset(
            {EtatRequete.VALIDEE, EtatRequete.IDENTIFIEE, EtatRequete.HOMONYMIE, EtatRequete.A_COMPLETER}
        ),
        EtatRequete.VALIDEE: frozenset({EtatRequete.REPONDUE, EtatRequete.RAPPROCHEE}),
        EtatRequete.REPONDUE: frozenset({EtatRequete.RECUPERATION, EtatRequete.CLOSE, EtatRequete.RAPPROCHEE}),
        EtatRequete.RECUPERATION: frozenset({EtatRequete.CLOSE}),
        EtatRequete.CLOSE: frozenset(),
        EtatRequete.RETIREE: frozenset(),
    }
)
"""D’une réponse donnée on revient à « rapprochée » pour la remplacer : l’ancien document est alors révoqué."""
