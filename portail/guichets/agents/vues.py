"""Rassemble les vues du bureau des agents."""

from portail.guichets.agents import complement, decision, dossier, gestes, liste, pieces
from portail.guichets.agents.blueprint import blueprint

VUES = (complement, decision, dossier, gestes, liste, pieces)

__all__ = ["VUES", "blueprint"]
