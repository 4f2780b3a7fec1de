"""Rassemble les vues du guichet des usagers."""

from portail.guichets.usagers import (
    commencer,
    completer,
    compte,
    delais,
    droits,
    espace,
    inscriptions,
    journal,
    lies,
    modes,
    pieces,
    preemption,
    propositions,
    rattacher,
    recapitulatif,
    recours,
    rendez_vous,
    saisir,
    suivre,
    versement,
    visites,
)
from portail.guichets.usagers.blueprint import blueprint
from portail.guichets.usagers.famille import (
    accueil,
    attestations,
    enfants,
    personnes,
    quotient,
    responsables,
    sante,
)

__all__ = ["blueprint"]
