"""Rassemble les vues du guichet des experts."""

from portail.guichets.experts import entrer, repondre
from portail.guichets.experts.blueprint import blueprint

VUES = (entrer, repondre)

__all__ = ["VUES", "blueprint"]
