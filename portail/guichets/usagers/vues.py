"""Rassemble les vues du guichet des usagers."""

from portail.guichets.usagers import commencer, completer, compte, espace, pieces, recapitulatif, saisir, suivre
from portail.guichets.usagers.blueprint import blueprint

VUES = (commencer, completer, compte, espace, pieces, recapitulatif, saisir, suivre)

__all__ = ["VUES", "blueprint"]
