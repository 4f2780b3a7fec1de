"""Rassemble les vues du guichet public."""

from portail.guichets.public import catalogue, pages, signalement
from portail.guichets.public.blueprint import blueprint

VUES = (catalogue, pages, signalement)

__all__ = ["VUES", "blueprint"]
