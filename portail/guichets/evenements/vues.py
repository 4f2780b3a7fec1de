"""Rassemble les vues du guichet des évènements."""

from portail.guichets.evenements import catalogue, inscription, mienne
from portail.guichets.evenements.blueprint import blueprint

__all__ = ["blueprint"]
