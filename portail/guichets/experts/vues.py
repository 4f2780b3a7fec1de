"""Rassemble les vues du guichet des experts."""

from portail.guichets.experts import entrer, repondre
from portail.guichets.experts.blueprint import blueprint

__all__ = ["blueprint"]
