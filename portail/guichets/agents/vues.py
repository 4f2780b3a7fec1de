"""Rassemble les vues du bureau des agents."""

from portail.guichets.agents import complement, decision, dossier, gestes, journal, liste, pieces, raison
from portail.guichets.agents.blueprint import blueprint

VUES = (complement, decision, dossier, gestes, journal, liste, pieces, raison)

__all__ = ["VUES", "blueprint"]
