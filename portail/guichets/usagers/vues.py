"""Rassemble les vues du guichet des usagers."""

from portail.guichets.usagers import (
    commencer,
    completer,
    compte,
    delais,
    espace,
    journal,
    pieces,
    propositions,
    rattacher,
    recapitulatif,
    recours,
    saisir,
    suivre,
    versement,
)
from portail.guichets.usagers.blueprint import blueprint

VUES = (
    commencer,
    completer,
    compte,
    delais,
    espace,
    journal,
    pieces,
    propositions,
    rattacher,
    recapitulatif,
    recours,
    saisir,
    suivre,
    versement,
)

__all__ = ["VUES", "blueprint"]
