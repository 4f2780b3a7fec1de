"""Rassemble les vues du guichet des usagers."""

from portail.guichets.usagers import (
    commencer,
    completer,
    compte,
    delais,
    espace,
    journal,
    pieces,
    rattacher,
    recapitulatif,
    recours,
    saisir,
    suivre,
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
    rattacher,
    recapitulatif,
    recours,
    saisir,
    suivre,
)

__all__ = ["VUES", "blueprint"]
